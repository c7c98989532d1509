"""Colours, type and layout of the page: one accent, system fonts, light and dark; nothing is downloaded."""

from pathlib import Path

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


CSS = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted(Path(__file__).parent.glob("*.css")))
