#!/bin/sh
# Writes the talks of this folder anew: the program's own output, nothing changed. Run it from the root of the repository.
cd "$(dirname "$0")" || exit 1
for script in scripts/*.txt; do
  name=$(basename "$script" .txt)
  client=$(echo "$name" | sed -E 's/-(de|en)-.*//')
  lang=$(echo "$name" | sed -E 's/.*-(de|en)-.*/\1/')
  command="simulate $client --lang $lang --seed 7 --script docs/talks/scripts/$name.txt"
  { printf '# %s\n\nMade by `kulanz %s`; nothing was changed.\n\n```text\n' "$name" "$command"
    (cd ../.. && COLUMNS=120 NO_COLOR=1 python -m simulator $command)
    printf '```\n'; } > "$name.md"
done
