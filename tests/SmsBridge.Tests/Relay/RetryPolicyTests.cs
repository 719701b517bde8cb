using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

public class RetryPolicyTests
{
    private static readonly RelayOptions Options = new();

    private static readonly SendResult Busy = new SendResult.Retryable(FailureClass.Throttled, "20429", null, "Too many requests.");

    public static TheoryData<string, int, string> Table => new()
    {
        { "Transient", 1, "Retry provider_busy" },
        { "Transient", 49, "Retry provider_busy" },
        { "Transient", 50, "DeadLetter retries_exhausted" },
        { "Transient", 60, "DeadLetter retries_exhausted" },
        { "Throttled", 1, "Retry provider_busy" },
        { "Throttled", 60, "Retry provider_busy" }, // none of the message's own failures
        { "Unreachable", 60, "Retry provider_busy" },
        { "Credentials", 1, "AwaitTenant provider_credentials" },
        { "Credentials", 600, "AwaitTenant provider_credentials" }, // waits for somebody, does not give up
        { "Configuration", 1, "DeadLetter provider_configuration" },
        { "ConfigurationOfTheTenant", 1, "AwaitTenant provider_configuration" },
        { "ConfigurationOfTheTenant", 600, "AwaitTenant provider_configuration" },
        { "Permanent", 1, "DeadLetter provider_rejected" },
        { "OptedOut", 1, "DeadLetter opted_out" },
        { "Unknown", 1, "Resolve" },
        { "Unknown", 60, "Resolve" }, // in doubt is in doubt, however often it was tried
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_outcome_has_its_next_step(string outcome, int tries, string step)
    {
        SendResult result = outcome switch
        {
            "Unknown" => new SendResult.Unknown("timeout", "No answer."),
            "ConfigurationOfTheTenant" => new SendResult.Rejected(FailureClass.Configuration, "21705", "No.") { Scope = RejectionScope.Tenant },
            "Transient" or "Throttled" or "Unreachable" => new SendResult.Retryable(Enum.Parse<FailureClass>(outcome), "20429", null, "Busy."),
            _ => new SendResult.Rejected(Enum.Parse<FailureClass>(outcome), "21211", "No."),
        };

        var next = Policy(1).Decide(tries, tries, result, Some.Instant);

        var described = next switch
        {
            NextStep.Retry retry => $"Retry {retry.Reason}",
            NextStep.AwaitTenant wait => $"AwaitTenant {wait.Reason}",
            NextStep.DeadLetter dead => $"DeadLetter {dead.Reason}",
            _ => next.GetType().Name,
        };
        described.ShouldBe(step);
    }

    [Fact]
    public void An_accepted_message_has_no_next_step() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Policy(0).Decide(1, 1, new SendResult.Accepted("SM1", "queued"), Some.Instant));

    [Theory]
    [InlineData(1, 1.0, 2.0)]
    [InlineData(2, 2.0, 4.0)]
    [InlineData(5, 16.0, 32.0)]
    [InlineData(10, 300.0, 600.0)] // the longest delay
    [InlineData(1_000_000, 300.0, 600.0)]
    public void The_wait_doubles_between_its_bounds_up_to_the_longest(int tries, double least, double most)
    {
        Policy(0).Backoff(tries).ShouldBe(TimeSpan.FromSeconds(least));
        Policy(1).Backoff(tries).ShouldBe(TimeSpan.FromSeconds(most));
    }

    [Theory]
    [InlineData(1, 2)] // shorter than our own wait
    [InlineData(60, 60)]
    [InlineData(21_600, 21_600)]
    [InlineData(86_400, 21_600)] // nobody makes us wait longer than six hours
    [InlineData(-5, 2)]
    public void A_wish_to_wait_is_honoured_within_reason(int wish, int waits)
    {
        var result = new SendResult.Retryable(FailureClass.Throttled, "20429", TimeSpan.FromSeconds(wish), "Busy.");

        Policy(1).Decide(1, 1, result, Some.Instant).ShouldBeOfType<NextStep.Retry>().DueAt.ShouldBe(Some.Instant + TimeSpan.FromSeconds(waits));
    }

    [Theory]
    [InlineData(11, 11)]
    [InlineData(48, 24)] // but for a day at most
    public void What_the_message_itself_has_to_wait_for_is_waited_for_in_full(int hours, int waits)
    {
        var result = new SendResult.Retryable(FailureClass.Throttled, "409", TimeSpan.FromHours(hours), "At night.") { IsOfMessage = true };

        Policy(1).Decide(50, 50, result, Some.Instant).ShouldBeOfType<NextStep.Retry>()
            .ShouldSatisfyAllConditions(next => next.DueAt.ShouldBe(Some.Instant + TimeSpan.FromHours(waits)), next => next.GivesTryBack.ShouldBeTrue());
    }

    [Fact]
    public void A_doubtful_one_is_looked_for_soon() =>
        Policy(1).Decide(1, 1, new SendResult.Unknown("timeout", "No answer."), Some.Instant)
            .ShouldBeOfType<NextStep.Resolve>().DueAt.ShouldBe(Some.Instant + TimeSpan.FromSeconds(5));

    [Fact]
    public void The_next_try_is_due_after_the_wait() =>
        Policy(0).Decide(3, 3, Busy, Some.Instant).ShouldBeOfType<NextStep.Retry>().DueAt.ShouldBe(Some.Instant + TimeSpan.FromSeconds(4));

    [Fact]
    public void Tries_that_do_not_count_still_make_the_waits_longer()
    {
        var next = Policy(0).Decide(1, 5, Busy, Some.Instant).ShouldBeOfType<NextStep.Retry>();

        (next.DueAt - Some.Instant, next.GivesTryBack).ShouldBe((TimeSpan.FromSeconds(16), true));
    }

    [Theory]
    [InlineData(0, 30, 30)]
    [InlineData(60, 30, 32)]
    [InlineData(3_600, 30, 300)] // half of the longest delay, the jitter being none
    [InlineData(-86_400, 30, 30)]
    public void What_waits_for_a_peer_waits_longer_the_longer_it_has_waited(int age, int least, int waits) =>
        Policy(0).WaitForPeer(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(age)).ShouldBe(TimeSpan.FromSeconds(waits));

    private static RetryPolicy Policy(double jitter) => new(Options, () => jitter);
}
