"""Theme page: Sociale veerkracht & relatie overheid–burger."""

from pages.components import theme

theme.page("resilience")
