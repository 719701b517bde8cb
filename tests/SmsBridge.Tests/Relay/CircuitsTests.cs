using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

public class CircuitsTests
{
    private const string Core = "https://core.example.org/fineract-provider/api/v1";
    private const string Other = "https://other.example.org/fineract-provider/api/v1";

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();
    private readonly Circuits<string> _circuits;

    public CircuitsTests() => _circuits = new Circuits<string>("core", openAfter: 3, Break, _clock, NullLogger.Instance);

    [Fact]
    public void Fewer_failures_than_allowed_change_nothing_and_an_answer_forgets_them()
    {
        Fail(2);
        _circuits.Report(Core, answered: true);
        Fail(2);

        _circuits.Enter(Core).ShouldBeNull();
        _circuits.Open.ShouldBeEmpty();
    }

    [Fact]
    public void After_so_many_in_a_row_it_is_left_alone_for_the_break_and_others_are_not()
    {
        Fail(3);

        _circuits.Enter(Core).ShouldBe(Break);
        _circuits.Enter(Other).ShouldBeNull();
        _circuits.Open.ShouldBe([new OpenCircuit(Core, _clock.GetUtcNow())]);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _circuits.Enter(Core).ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void After_the_break_one_tries_and_the_others_wait_for_its_result()
    {
        Fail(3);
        _clock.Advance(Break);

        _circuits.Enter(Core).ShouldBeNull();
        Enumerable.Range(0, 10).ShouldAllBe(_ => _circuits.Enter(Core) != null);
        _circuits.Report(Core, answered: true);

        _circuits.Enter(Core).ShouldBeNull();
        _circuits.Enter(Core).ShouldBeNull();
        _circuits.Open.ShouldBeEmpty();
    }

    [Fact]
    public void One_that_tries_in_vain_begins_another_break()
    {
        Fail(3);
        for (var round = 0; round < 5; round++)
        {
            _clock.Advance(Break);
            _circuits.Enter(Core).ShouldBeNull();
            _circuits.Report(Core, answered: false);
            _circuits.Enter(Core).ShouldBe(Break);
        }

        _circuits.Open.ShouldHaveSingleItem().Since.ShouldBe(Some.Instant);
    }

    [Fact]
    public void One_that_tries_and_is_never_heard_of_again_does_not_keep_it_shut_for_ever()
    {
        Fail(3);
        _clock.Advance(Break);
        _circuits.Enter(Core).ShouldBeNull();
        _circuits.Abandon(Core);
        _circuits.Enter(Core).ShouldBeNull();
        _circuits.Enter(Core).ShouldNotBeNull();
        _clock.Advance(Break);

        _circuits.Enter(Core).ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_make_the_break_longer()
    {
        Fail(3);
        _clock.Jump(TimeSpan.FromDays(-1));
        _clock.Advance(Break);

        _circuits.Enter(Core).ShouldBeNull();
    }

    private void Fail(int times)
    {
        for (var index = 0; index < times; index++)
        {
            _circuits.Enter(Core).ShouldBeNull();
            _circuits.Report(Core, answered: false);
        }
    }
}
