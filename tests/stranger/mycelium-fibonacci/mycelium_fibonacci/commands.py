"""The plugin's command: an ordinary function, which Typer turns into a command."""


def fibonacci(count: int = 10) -> None:
    """Print the first COUNT Fibonacci numbers."""
    a, b = 0, 1
    for _ in range(count):
        print(a, end=" ")
        a, b = b, a + b
    print()
