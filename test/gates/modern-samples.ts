/*
 * Right texts that use what each language has got in its last ten years, written for the tests of the gate `syntax`. Those of
 * Go and C were tried with gofmt 1.26 and gcc 12; the others have no compiler to try them with here.
 */

/** VS Code's language id and a text. */
export const modernSamples: readonly (readonly [string, string])[] = [
  [
    'go',
    `package modern
import ( "fmt"; m "math"; . "strings"; _ "embed" )
//go:embed x
var x string
type Number interface { ~int | ~int64 | float64; comparable; fmt.Stringer }
type Set[T comparable] = map[T]struct{}
type List[K Number, V any] struct { *Node[K]; items []V \`json:"items,omitempty"\`; f func(a, b K) (c V, err error); ch <-chan chan<- int }
func Map[T, U any](xs iter.Seq[T], f func(T) U) iter.Seq[U] { return func(yield func(U) bool) { for x := range xs { if !yield(f(x)) { return } } } }
func (l *List[K, V]) Do(args ...V) (n int, err error) {
	for i := range 10 { _ = i }
	for range 3 {}
	switch v := any(l).(type) { case nil: case *List[K, V], int: fallthrough; default: }
	select { case x := <-l.ch: case l.ch <- 1: default: }
	raw := \`a \` + "b\\n" + string('x') + "\\u00e9"; c := 0x1p-2 + 0b11 + 0o17 + 1_000i
	defer func() { if r := recover(); r != nil { goto end } }()
	go f[int](1)
outer:
	for { break outer }
	a, b := [...]int{1, 2, 5: 3}, map[string][]int{"a": {1}}
	arr := (*[4]int)(s); min(a...); clear(b); x &^= 1 << 3
end:
	return
}
const (
	A = iota
	B
	_
)
`,
  ],
  [
    'rust',
    `#![feature(x)]
use std::{collections::HashMap as Map, fmt::{self, Display}};
macro_rules! vec_of { ($($x:expr),* $(,)?) => {{ let mut v = Vec::new(); $(v.push($x);)* v }}; }
pub trait Shape { type Out<'a>: Display + 'a where Self: 'a; const N: usize = 3; async fn area(&self) -> f64; fn iter(&self) -> impl Iterator<Item = u8> + use<'_, Self>; }
unsafe extern "C" { pub fn abs(x: i32) -> i32; pub unsafe fn raw(p: *const u8, ...); }
pub(crate) struct W<'a, T: ?Sized + Send, const N: usize = 4>(pub &'a T, [u8; N]) where T: for<'b> Fn(&'b str) -> bool;
impl<T> Drop for W<'_, T, 3> { fn drop(&mut self) {} }
#[derive(Debug, Clone)] #[repr(u8)] enum E { A = 1, B { x: i32, y: Option<Box<dyn Fn(i32) -> i32 + Send>> }, C(u8, u16) }
const fn f<const N: usize>() -> [u8; N] { [0; N] }
async fn g(x: &mut Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
  let Some(a) = x.first() else { return Err("none".into()) };
  let s = r#"raw "quoted" {}"#; let b = b"bytes\\x00"; let c = c"cstr"; let l = 'outer: loop { break 'outer 5; };
  if let Some(x) = a.checked_add(1) && x > 2 { }
  match l { 0..=9 | 11 => {}, n @ 12.. if n % 2 == 0 => {}, [first, .., last] => {}, E::B { x, .. } => {}, _ => unreachable!("x {l:?}"), }
  let h = async move |x: u8| -> u8 { x.await? }; let t = x.iter().map(|&y| y as u32).collect::<Vec<_>>(); let z = &raw const *p; let q = 1_000u64 + 0xFFi64 as u64; let fl = 1.0e-3f32;

  Ok(())
}
unsafe impl Send for E {} pub type Fnn = unsafe extern "system" fn(u8) -> !; static mut X: u8 = 0; union U { a: u8, b: f32 }
`,
  ],
  [
    'rust',
    `fn main() { let x = async || { 1 }; let y = const { 5 }; println!("{x:?}", x = 1); let Foo { ref a, ref mut b, .. } = c; let z = if let A = b { 1 } else { 2 }; }
#[unsafe(no_mangle)] pub extern "C" fn foo() {}
fn precise<'a>(x: &'a u8) -> impl Sized + use<'a> {}
`,
  ],
  [
    'java',
    `package modern;

import static java.util.Map.entry;
public sealed interface A permits A.B, A.C {
  record B(int x, List<? super String> ys) implements A { B { if (x < 0) throw new IllegalArgumentException("""
      text block "quoted" \\
      joined
      """); } }
  record C<T extends Comparable<T> & Runnable>(T value, int... rest) implements A {}
  non-sealed interface D extends A {}
  @interface Tag { String[] value() default {}; int n() default 1; }
  enum E { ONE { @Override int f() { return 1; } }, TWO; int f() { return 2; } }
  static String show(Object o) {
    return switch (o) {
      case null, default -> "none";
      case B(int x, var ys) when x > 1 && !ys.isEmpty() -> { yield "b" + x; }
      case C<?>(_, _) -> "c";
      case Integer i when i > 0 -> "int";
      case String s -> s;
    };
  }
  default <T> void run(@Tag({"a"}) final T... ts) throws IOException {
    try (var in = open(); out) { label: for (var t : ts) { if (t instanceof String s && s.length() > 1) continue label; } }
    catch (IOException | RuntimeException e) { throw e; } finally { }
    int[][] a = new int[3][]; var f = (BiFunction<Integer, Integer, Integer>) (x, y) -> x >>> y; Supplier<A[]> g = A[]::new; long l = 0x1_FFL; char c = '\\u0041';
    synchronized (this) { assert a != null : "x"; } do { } while (true);
  }
}
`,
  ],
  [
    'java',
    `void main() { IO.println("hello"); }
`,
  ],
  [
    'csharp',
    `#nullable enable
using System.Collections.Immutable;
global using static System.Math;
namespace Modern;
public readonly record struct Point(double X, double Y) { public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y); }
public class Service(ILogger<Service> logger, string name = "x") : BaseService(logger), IService where T : notnull
{
    private readonly Lock gate = new();
    public required string Name { get; init; } = name;
    public string Title { get; set => field = value.Trim(); } = "";
    public partial string Part { get; }
    private int[] numbers = [1, 2, .. more, 3], none = [];
    public async IAsyncEnumerable<int> Items([EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (var item in Source().WithCancellation(token).ConfigureAwait(false)) yield return item switch { > 0 and < 10 => 1, >= 10 or -1 => 2, not null when item % 2 == 0 => 3, _ => throw new InvalidOperationException($"bad {item:N2}") };
        if (x is { Length: > 3 and var length, Name: [var first, .., "z"] }) { }
        var json = """
            { "a": "quoted" }
            """;
        var inter = $$"""{ "a": {{json}} }""";
        var span = "utf8"u8;
        ref readonly var r = ref Get();
        scoped Span<int> s = stackalloc int[10];
        var f = static (int a, int b = 2) => a + b;
        var g = (ref int a) => a++;
        using var stream = File.OpenRead(path);
        (int a, string b) = (1, "2");

        goto done;
        done: return;
    }
    public void Params(params int[] xs) { checked { x++; } }
    static int operator checked +(Service a, Service b) => 1;
    file class Hidden;
    [InlineArray(10)] struct Buffer { private int _e0; }
    public static implicit operator string(Service s) => s.Name;
    public delegate void Handler<in T>(T value);
    public event EventHandler? Changed { add { } remove { } }
    public int this[Index i] => numbers[^1];
    ~Service() { }
}
public interface IShape<TSelf> where TSelf : IShape<TSelf> { static abstract TSelf Create(); static virtual int Count => 0; }
`,
  ],
  [
    'cpp',
    `#include <vector>
template <typename T, auto N = 3> struct Ring : private Base<T> { Ring() noexcept : a{1}, b(2) {} ~Ring() = default; Ring(const Ring&) = delete; virtual void f() const override final; int x : 3; static constexpr auto y = 3; using Base<T>::at; friend class F; };
enum class E : unsigned char { A = 1, B };
int main() { auto [a, b] = p; if (auto it = m.find(1); it != m.end()) {} auto l = [=, this, &x = y](auto&& t) mutable -> int { return 1; }; for (const auto& [k, v] : m) {} auto s = R"x(raw "str" ) )x"; auto u = 1'000'000ull; P p{.x = 1, .y = 2}; switch (x) { case 1: default: ; } try { throw 1; } catch (const std::exception& e) {} std::vector<std::vector<int>> vv; if (a < b && c > d) {} x.template f<int>(); delete[] q; goto end; end: return 0; }
`,
  ],
  [
    'c',
    `#include <stdio.h>
#define MAX(a,b) ((a)>(b)?(a):(b))
typedef struct node { struct node *next; int value : 3; union { int a; float b; }; } node_t;
static inline const char *name(const node_t *restrict n, int xs[static 3], ...) { return n ? "a" "b" : NULL; }
enum color { RED = 1, GREEN, };
_Static_assert(sizeof(int) == 4, "x"); _Noreturn void die(void);  _Atomic int at;
int main(int argc, char **argv) { node_t n = { .value = 1, .next = &(node_t){ 0 } }; int a[] = { [3] = 1, [1] = 2 }; for (int i = 0; i < 3; i++) { if (i == 1) continue; else break; } do { } while (0); switch (argc) { case 1:  default: break; }
 double d = 0x1p-3; unsigned long long u = 10ULL; _Generic(u, int: 1, default: 2); int (*fp)(int, char*) = 0; __attribute__((unused)) int z; asm volatile ("nop" : "=r"(z) : "r"(a) : "memory"); int vla[argc]; int y = ({ int q = 1; q; });
return (int) sizeof(struct node); }
`,
  ],
  [
    'ruby',
    `# frozen_string_literal: true
require 'json'
module Modern
  Point = Data.define(:x, :y) do
    def +(other) = with(x: x + other.x, y: y + other.y)
  end
  class Service < Struct.new(:a, :b, keyword_init: true)
    attr_accessor :name
    private attr_reader :secret
    def initialize(name, *rest, key:, opt: 1, **options, &block) = (@name = name)
    def forward(...) = target(...)
    def anon(*, **, &) = target(*, **, &)
    def match(value)
      case value
      in { name: String => n, age: Integer => a } if a > 3 then n
      in [Integer, *rest] | nil then rest
      in ^expected then 1
      in {status: "ok", **nil} then 2
      else raise ArgumentError, "bad #{value.inspect}"
      end
      value => { x: }
      [1, 2].map { it * 2 }.each { puts _1 }
      h = { name:, "quoted": 1, sym => 2 }
      text = <<~TEXT + <<-'RAW'
        hello #{name}
      TEXT
        raw #{no}
        RAW
      s = %w[a b] + %i[c d]; r = %r{^/x/(?<id>\\d+)$}i; q = %q(a (nested) b)
      x = y rescue z
      puts "a" unless b and not c or d
      a&.b ||= 3; c = ->(x, y = 2) { x ** y }; d = :"sym bol"; e = ?a; f = 1..; g = (..5)
      begin
        yield
      rescue Foo, Bar => e
        retry
      else
        1
      ensure
        2
      end while running?
      BEGIN { puts 1 }
      __method__
    end
    class << self
      def [](key) = @all[key]
      alias_method :at, :[]
    end
  end
end
__END__
anything ( { here
`,
  ],
  [
    'php',
    `<?php
declare(strict_types=1);
namespace App\\Modern;
use App\\{A, B as C}; use function strlen; use const PHP_EOL;
#[\\Attribute(\\Attribute::TARGET_CLASS)]
enum Suit: string implements HasLabel { case Hearts = 'H'; case Spades = 'S'; const Wild = self::Spades; public static function of(string $v): self { return self::from($v); } }
final readonly class Service extends Base {
  public const string NAME = 'x';
  public function __construct(private readonly ?Logger $logger = new NullLogger(), protected int|string|null $id = null, public (A&B)|null $dnf = null) { parent::__construct(...func_get_args()); }
  public string $full { get => $this->first . ' ' . $this->last; set(string $value) { [$this->first, $this->last] = explode(' ', $value, 2); } }
  public private(set) string $version = '1';
  abstract protected function f(int ...$rest): static|never;
  public function run(): iterable {
    $x = match (true) { $a > 1, $b => 'one', default => throw new \\Exception("bad {$this->id} \${var} {$a['k']}") };
    $f = fn(int $x): int => $x ** 2; $g = $this->run(...); $h = static function () use (&$x): void {};
    $s = <<<"EOT"
      heredoc {$x->y['z']} \\n
      EOT . <<<'RAW'
      raw $x
      RAW;
    foreach ($list as ['id' => $id, 'n' => [$a, , $b]]) { yield $id => $a; yield from $b; }
    $o?->p?->q(named: 1, other: 2); $a ??= $b <=> $c; list(, $second) = $arr; echo $a, $b; unset($a);
    try { } catch (A | B) { } finally { }
    $anon = new class(1) extends Foo implements Bar { use T { T::a insteadof U; a as protected b; } };
    goto end; end: return new Foo()->bar();
    switch ($x): case 1: break; endswitch; if ($a): elseif ($b): else: endif;
    $bin = 0b11 + 0o17 + 1_000; \`ls $x\`; @$y; print "x"; static $z = 1; global $w; exit(1);
  }
}
?>
<html><?php if ($a): ?><b><?= $x ?></b><?php endif ?></html>
`,
  ],
  [
    'php',
    `<?php
$x = "a" |> trim(...) |> strlen(...);
`,
  ],
];
