"""Serve the current edition with uvicorn."""

from __future__ import annotations

from publisher.settings import Settings


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until interrupted."""
    import uvicorn

    from publisher.web import create_app

    uvicorn.run(create_app(settings), host=host, port=port, log_level="info")
