"""The embedded default that runs without a model: encoder, ear, voice and judge; the only place that knows numpy."""
