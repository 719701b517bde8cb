using SmsBridge.Holding;

namespace SmsBridge.Tests.Holding;

/// <summary>Counting by nodes that do not know each other.</summary>
public sealed class HourCountTests : IDisposable
{
    private static readonly SurgeRule Rule = new(true, Floor: 800, Times: 3);

    private readonly List<HourCount> _nodes = [];
    private long _row;
    private int _writes;

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    [Fact]
    public async Task An_ordinary_hour_writes_nothing()
    {
        var node = Node();

        (await ManyAsync(node, 99)).ShouldBe(0);

        _writes.ShouldBe(0);
    }

    [Fact]
    public async Task One_node_lets_exactly_so_many_pass_also_at_once()
    {
        var node = Node();

        (await ManyAsync(node, 1_000)).ShouldBe(200);

        _writes.ShouldBeLessThan(40);
    }

    [Theory]
    [InlineData(100, 800)]
    [InlineData(500, 1_500)]
    public async Task What_is_usual_raises_it(long usual, int passed)
    {
        var node = Node(usual);

        (await ManyAsync(node, 2_000)).ShouldBe(2_000 - passed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Several_nodes_let_little_more_pass_together_than_one(int nodes)
    {
        var all = Enumerable.Range(0, nodes).Select(_ => Node()).ToList();
        var over = 0;
        for (var number = 0; number < 4_000; number++)
        {
            over += await all[number % nodes].CountAsync(Rule) ? 1 : 0;
        }

        (4_000 - over).ShouldBeInRange(800, 800 + (nodes * (800 / 32)));
    }

    /// <summary>After a restart it goes on where the row is; less than an eighth of the floor is forgotten, or a step.</summary>
    [Fact]
    public async Task A_node_that_comes_back_goes_on()
    {
        (await ManyAsync(Node(), 700)).ShouldBe(0);
        var told = _row;

        (await ManyAsync(Node(), 800)).ShouldBe((int)told); // as many less pass

        told.ShouldBeInRange(675, 700);
    }

    private HourCount Node(long usual = 0)
    {
        var node = new HourCount(
            more =>
            {
                Interlocked.Increment(ref _writes);
                return Task.FromResult(Interlocked.Add(ref _row, more));
            },
            () => Task.FromResult(usual));
        _nodes.Add(node);
        return node;
    }

    /// <returns>How many of them were beyond it.</returns>
    private static async Task<int> ManyAsync(HourCount node, int count) =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => node.CountAsync(Rule).AsTask())))).Count(isOver => isOver);
}
