"""Start the page: settings from the environment -> build -> serve. The same as `kulanz serve`."""

import sys

from simulator.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()
