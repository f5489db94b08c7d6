"""Model names: from `provider:model` as pydantic-ai has them to litellm's `provider/model`."""

from __future__ import annotations

PROVIDERS = {
    "anthropic": "anthropic",
    "azure": "azure",
    "bedrock": "bedrock",
    "cerebras": "cerebras",
    "cohere": "cohere_chat",
    "deepseek": "deepseek",
    "fireworks": "fireworks_ai",
    "github": "github",
    "google": "gemini",
    "google-gla": "gemini",
    "google-vertex": "vertex_ai",
    "grok": "xai",
    "groq": "groq",
    "heroku": "heroku",
    "huggingface": "huggingface",
    "mistral": "mistral",
    "moonshotai": "moonshot",
    "nebius": "nebius",
    "ollama": "ollama_chat",
    "openai": "openai",
    "openai-chat": "openai",
    "openai-responses": "openai",
    "openrouter": "openrouter",
    "ovhcloud": "ovhcloud",
    "sambanova": "sambanova",
    "together": "together_ai",
    "vercel": "vercel_ai_gateway",
    "xai": "xai",
}
"""Each provider's name there, and litellm's name of it."""


def model_name(written: str) -> tuple[str, bool]:
    """Return litellm's name of a model, and whether its provider is known; a name without a provider stays."""
    provider, colon, model = written.strip().partition(":")
    if not colon:
        return written.strip(), True
    known = PROVIDERS.get(provider.strip().casefold())
    return f"{known or provider.strip()}/{model.strip()}", known is not None
