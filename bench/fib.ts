/** A computation that nothing can shorten: the n-th Fibonacci number by its definition. */
export function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
