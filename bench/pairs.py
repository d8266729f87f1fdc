"""Statistics of rounds that were taken in turns."""


def interval(ratios):
    """Of the median, 95 % (sign test)."""
    ratios, n = sorted(ratios), len(ratios)
    k, tail = 0, 0.5 ** n
    term = tail
    while tail < 0.025 and k < n // 2:
        k += 1
        term = term * (n - k + 1) / k
        tail += term
    k = max(k - 1, 0)
    return ratios[k], ratios[n - 1 - k]
