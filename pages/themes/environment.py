"""Theme page: Energietransitie & fysieke leefomgeving."""

from pages.components.sections import theme

theme.page("environment")
