// The engine's public surface: re-exports only.
export {};
