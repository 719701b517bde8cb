using SmsBridge.Store;

namespace SmsBridge.Tests.Store;

/// <summary>Lines take turns, and none has all readers.</summary>
public class ReadLineTests
{
    private readonly ReadLine _line = new(readers: 2);

    [Fact]
    public void Who_asks_a_thousand_times_holds_up_nobody_else_by_more_than_one_read()
    {
        for (var read = 0; read < 1_000; read++)
        {
            Add("tenant 1");
        }

        Add("tenant 2");

        var first = _line.Take();
        var second = _line.Take();
        (first?.Reader, second?.Reader).ShouldBe(("tenant 1", "tenant 2"));
        _line.Take().ShouldBeNull("its share is at work, and a reader is left for others");

        _line.Done(first!);
        _line.Take()?.Reader.ShouldBe("tenant 1");
        _line.Count.ShouldBe(998);
    }

    [Fact]
    public void Lines_take_turns_and_each_keeps_its_order()
    {
        var reads = new[] { "a", "a", "b", "a", "b", "c" }.Select(Add).ToList();

        var taken = new List<WaitingRead>();
        while (_line.Take() is { } next)
        {
            taken.Add(next);
            _line.Done(next);
        }

        taken.Select(read => read.Reader).ShouldBe(["a", "b", "c", "a", "b", "a"]);
        taken.Where(read => read.Reader == "a").ShouldBe(reads.Where(read => read.Reader == "a"));
        _line.Take().ShouldBeNull();
    }

    [Fact]
    public void The_bridges_own_may_have_all_readers()
    {
        Add(null);
        Add(null);

        _line.Take().ShouldNotBeNull();
        _line.Take().ShouldNotBeNull();
    }

    [Fact]
    public void With_one_reader_each_has_it_in_turn()
    {
        var line = new ReadLine(readers: 1);
        line.Add(new WaitingRead("a", () => { }, CancellationToken.None));

        line.Take().ShouldNotBeNull();
    }

    [Fact]
    public void What_waits_is_counted_and_given_back()
    {
        Add("a");
        Add("a");
        Add(null);

        (_line.Count, _line.WaitingOf("a"), _line.WaitingOf("b"), _line.WaitingOf(null)).ShouldBe((3, 2, 0, 1));
        _line.Clear().Count.ShouldBe(3);
        (_line.Count, _line.WaitingOf("a"), _line.Take()).ShouldBe((0, 0, null));
    }

    private WaitingRead Add(string? reader)
    {
        var read = new WaitingRead(reader, () => { }, CancellationToken.None);
        _line.Add(read);
        return read;
    }
}
