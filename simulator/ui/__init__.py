"""The page in the browser; the only place that knows Gradio, and only once it is started."""

from typing import TYPE_CHECKING

from simulator.errors import InputError

if TYPE_CHECKING:
    from simulator.build import Simulator


def launch(simulator: "Simulator", host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page until stopped. Raises InputError when the port is taken."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port with --port.") from None
    import uvicorn

    from simulator.ui.server import build_app

    app = build_app(simulator)
    print(f"Kulanz: http://{host}:{port}", flush=True)
    uvicorn.run(app, host=host, port=port, log_level="warning")
