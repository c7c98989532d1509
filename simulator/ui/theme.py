"""Colours, type and layout of the page: one accent, system fonts, light and dark; nothing is downloaded."""

import gradio as gr

_FONT = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]


def theme() -> gr.themes.Base:
    """The theme; contrasts meet WCAG AA in light and dark."""
    return gr.themes.Default(
        primary_hue="teal", secondary_hue="teal", neutral_hue="stone", font=_FONT, font_mono=["ui-monospace", "monospace"]
    ).set(
        body_background_fill="#faf9f7", body_background_fill_dark="#171614",
        block_background_fill="#ffffff", block_background_fill_dark="#201f1c",
        button_primary_background_fill="*primary_700", button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700", button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white", button_primary_text_color_dark="white",
        button_secondary_text_color="*neutral_800", button_secondary_text_color_dark="*neutral_100",
        body_text_color="*neutral_800", body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600", body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600", block_info_text_color_dark="*neutral_300",
        input_placeholder_color="*neutral_500", input_placeholder_color_dark="*neutral_400",
        block_label_text_color="*neutral_700", block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_800", block_title_text_color_dark="*neutral_100",
        link_text_color="*primary_700", link_text_color_dark="*primary_300", color_accent="*primary_700",
    )  # fmt: skip


CSS = """
:root{--k-accent:#0f766e;--k-warn:#b45309;--k-bad:#b91c1c;--k-line:#e3dfd9;--k-soft:#f1efeb;--k-text:#292524;--k-mute:#57534e;--k-card:#ffffff}
.dark{--k-accent:#5eead4;--k-warn:#fbbf24;--k-bad:#fca5a5;--k-line:#3a3733;--k-soft:#292724;--k-text:#f5f5f4;--k-mute:#d6d3d1;--k-card:#201f1c}
.gradio-container{max-width:1040px!important;margin:0 auto!important;padding:0 16px 48px!important}
footer{display:none!important}
.k{color:var(--k-text);line-height:1.55;font-size:16px;overflow-wrap:anywhere}
.k h1{font-size:1.65rem;font-weight:650;margin:.2rem 0 .5rem;letter-spacing:-.01em}.k h2{font-size:1.15rem;font-weight:650;margin:1.6rem 0 .6rem}.k h3{font-size:1rem;font-weight:650;margin:.9rem 0 .3rem}
.k h1:focus{outline:none}.k p{margin:.35rem 0}.k a{color:var(--k-accent)}.k .mute{color:var(--k-mute)}.k .small{font-size:.875rem}
.k a:focus-visible,.k button:focus-visible,.k summary:focus-visible,.dot:focus-visible{outline:3px solid var(--k-accent);outline-offset:2px;border-radius:6px}
.top{display:flex;align-items:center;gap:18px;padding:14px 0;border-bottom:1px solid var(--k-line)}
.top .brand{font-weight:700;font-size:1.15rem;text-decoration:none;color:var(--k-text)}.top nav{display:flex;gap:16px;flex:1}.top nav a{text-decoration:none}.top nav a[aria-current]{text-decoration:underline;text-underline-offset:6px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(300px,100%),1fr));gap:16px;padding:0;margin:18px 0;list-style:none}
.card{text-align:left;display:flex;flex-direction:column;gap:10px;height:100%;box-sizing:border-box;background:var(--k-card);border:1px solid var(--k-line);border-radius:14px;padding:18px;text-decoration:none!important;color:var(--k-text)!important;transition:border-color .15s}
.card:hover{border-color:var(--k-accent)}.card .head{display:flex;gap:14px;align-items:center}.card .name{font-weight:650;font-size:1.05rem}.card .who{font-size:.875rem;color:var(--k-mute)}
.card .say{font-style:italic}.card .foot{margin-top:auto;display:flex;flex-wrap:wrap;gap:6px 12px;font-size:.8125rem;color:var(--k-mute)}
.portrait{flex:none;border-radius:50%}.portrait-back{fill:var(--k-soft)}
.tag{display:inline-block;border:1px solid var(--k-line);border-radius:999px;padding:1px 10px;font-size:.8125rem;color:var(--k-mute)}
.panel{background:var(--k-card);border:1px solid var(--k-line);border-radius:14px;padding:18px 20px;margin:12px 0}
.k dl{display:grid;grid-template-columns:minmax(90px,auto) 1fr;gap:6px 16px;margin:.4rem 0}.k dt{color:var(--k-mute)}.k dd{margin:0}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(320px,100%),1fr));gap:16px}
.k details{border-top:1px solid var(--k-line);padding:8px 0}.k summary{cursor:pointer;font-weight:600;padding:4px 0}.k pre{white-space:pre-wrap;font:inherit;margin:.3rem 0;background:none;border:0;padding:0}
.banner{background:var(--k-soft);border-left:4px solid var(--k-warn);border-radius:8px;padding:10px 14px;margin:12px 0}
.who-line{display:flex;gap:14px;align-items:center;margin:10px 0}
.meter{display:grid;grid-template-columns:minmax(110px,38%) 1fr;gap:10px;align-items:center;font-size:.875rem;margin:5px 0}.track{height:8px;background:var(--k-soft);border-radius:8px;overflow:hidden}.fill{height:100%;border-radius:8px;background:var(--k-accent);transition:width .4s}.fill.anger{background:var(--k-bad)}
#k-chat{border-radius:14px}#k-chat .message{font-size:16px;line-height:1.5}#k-message textarea{font-size:16px}#k-send,#k-back,#k-end{min-width:120px;white-space:nowrap}#k-chat .icon-button-wrapper.top-panel{display:none}
.total{display:flex;align-items:baseline;gap:10px}.total b{font-size:3rem;line-height:1;font-weight:700;color:var(--k-accent)}
.core{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:12px 0}.core div{border:1px solid var(--k-line);border-radius:12px;padding:12px 14px}.core b{font-size:1.5rem;display:block}
.crit{border-top:1px solid var(--k-line);padding:14px 0}.crit .line{display:flex;gap:12px;align-items:baseline}.crit .score{font-weight:700;font-size:1.1rem;min-width:2.4rem;color:var(--k-accent)}
.q{border-left:3px solid var(--k-line);padding:2px 12px;margin:6px 0}.q.helps{border-color:var(--k-accent)}.q.hurts{border-color:var(--k-bad)}.q small{color:var(--k-mute)}
.better{background:var(--k-soft);border-radius:10px;padding:10px 14px;margin:8px 0}
.turn{display:grid;grid-template-columns:1fr auto;gap:4px 14px;border-top:1px solid var(--k-line);padding:10px 0}.turn .me{font-weight:600}.turn .you{color:var(--k-mute)}.turn ul{margin:.2rem 0;padding-left:1.1rem;font-size:.875rem}.turn .up{color:var(--k-bad)}.turn .down{color:var(--k-accent)}
.curve,.ledger{width:100%;height:auto;display:block}.grid{stroke:var(--k-line)}.tick{fill:var(--k-mute);font-size:12px;text-anchor:middle}.tick.start,.name{text-anchor:start}.name{fill:var(--k-text);font-size:14px}
.line{fill:none;stroke-width:2.5}.line.anger{stroke:var(--k-bad)}.line.trust{stroke:var(--k-accent)}.line.understood{stroke:var(--k-warn);stroke-dasharray:6 4}.dot{fill:var(--k-bad)}
.legend{display:flex;gap:18px;flex-wrap:wrap;font-size:.875rem}.key{display:inline-block;width:16px;height:4px;border-radius:4px;margin-right:6px;vertical-align:middle}.key.anger{background:var(--k-bad)}.key.trust{background:var(--k-accent)}.key.understood{background:var(--k-warn)}
.bar{fill:var(--k-mute);opacity:.55}.bar.yours{fill:var(--k-accent);opacity:1}.range{stroke:var(--k-text);stroke-width:1.5}
.k table{width:100%;border-collapse:collapse}.k th{text-align:left;color:var(--k-mute);font-weight:500}.k td,.k th{padding:8px 10px 8px 0;border-bottom:1px solid var(--k-line)}
.skip{position:absolute;left:-999px}.skip:focus{position:static}
@media (max-width:560px){#k-send,#k-back,#k-end{flex:1 1 100%}.gradio-container{padding:0 10px 32px!important}.panel{padding:14px}.k dl{grid-template-columns:1fr;gap:0}.k dd{margin-bottom:8px}.total b{font-size:2.4rem}.name{font-size:18px}.tick{font-size:16px}}
@media print{.top,.again,button,.branch{display:none!important}}
"""
