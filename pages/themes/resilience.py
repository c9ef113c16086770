"""Theme page: Sociale veerkracht & relatie overheid–burger."""

from pages.components.sections import theme

theme.page("resilience")
