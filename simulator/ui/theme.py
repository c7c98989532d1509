"""Colours, type and layout of the page: one accent, system fonts, light and dark; nothing is downloaded."""

from pathlib import Path

import gradio as gr

_FONT = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]


def theme() -> gr.themes.Base:
    """The theme; contrasts meet WCAG AA in light and dark. Colours of our own HTML stand in page.css and are the same."""
    return gr.themes.Default(
        primary_hue="teal", secondary_hue="teal", neutral_hue="stone", font=_FONT, font_mono=["ui-monospace", "monospace"],
        text_size="md", radius_size="lg",
    ).set(
        body_background_fill="#faf9f7", body_background_fill_dark="#171614",
        block_background_fill="transparent", block_background_fill_dark="transparent",
        block_border_width="0px", block_shadow="none", block_padding="0px", form_gap_width="0px",
        block_label_background_fill="transparent", block_label_background_fill_dark="transparent",
        panel_border_width="0px", panel_background_fill="transparent", panel_background_fill_dark="transparent",
        input_background_fill="#ffffff", input_background_fill_dark="#201f1c", input_border_color="#d6d1c9", input_border_color_dark="#4a4641",
        input_border_color_focus="*primary_700", input_border_color_focus_dark="*primary_300", input_shadow="none", input_shadow_focus="none",
        button_primary_background_fill="*primary_700", button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700", button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white", button_primary_text_color_dark="white",
        button_secondary_background_fill="#efece7", button_secondary_background_fill_hover="#e4e0d9",
        button_secondary_background_fill_dark="#2c2a26", button_secondary_background_fill_hover_dark="#38352f",
        button_secondary_text_color="*neutral_800", button_secondary_text_color_dark="*neutral_100",
        checkbox_label_background_fill="#ffffff", checkbox_label_background_fill_dark="#201f1c",
        checkbox_label_background_fill_selected="#ffffff", checkbox_label_background_fill_selected_dark="#201f1c",
        checkbox_label_border_color="#d6d1c9", checkbox_label_border_color_dark="#4a4641", checkbox_label_shadow="none",
        body_text_color="*neutral_800", body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600", body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600", block_info_text_color_dark="*neutral_300",
        input_placeholder_color="*neutral_500", input_placeholder_color_dark="*neutral_400",
        block_label_text_color="*neutral_700", block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_800", block_title_text_color_dark="*neutral_100", block_title_text_weight="600",
        link_text_color="*primary_700", link_text_color_dark="*primary_300", color_accent="*primary_700",
    )  # fmt: skip


CSS = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted(Path(__file__).parent.glob("*.css")))
