"""The plugin's command: an ordinary function, which Typer turns into a command."""


def fibonacci(count: int = 10) -> None:
    """Print the first COUNT Fibonacci numbers."""
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-2] + numbers[-1])
    print(*numbers[:count])
