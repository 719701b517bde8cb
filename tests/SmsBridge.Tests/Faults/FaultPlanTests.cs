using SmsBridge.Simulator.Faults;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Faults;

public class FaultPlanTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_seed_decides_the_same_for_each_call_in_whatever_order_calls_come()
    {
        var forwards = Decide(Plan(7), Enumerable.Range(0, 500));
        var backwards = Decide(Plan(7), Enumerable.Range(0, 500).Reverse());

        backwards.Reverse();
        backwards.ShouldBe(forwards);
        forwards.OfType<StandInFault>().Count().ShouldBeInRange(40, 120);
        Decide(Plan(8), Enumerable.Range(0, 500)).ShouldNotBe(forwards);
    }

    [Fact]
    public void A_call_that_is_repeated_has_new_luck_each_time()
    {
        var plan = Plan(7, FaultRates.None with { CreateDropped = 0.5 });

        var luck = Enumerable.Range(0, 200).Select(_ => plan.ForTwilio(Create(1)) is null).ToList();

        luck.Count(good => good).ShouldBeInRange(60, 140);
    }

    [Fact]
    public void Each_kind_of_fault_comes_as_often_as_its_rate_says()
    {
        var faults = Decide(Plan(7), Enumerable.Range(0, 20_000)).OfType<StandInFault>().ToList();

        Share(fault => fault is StandInFault.AcceptThenDropConnection).ShouldBe(FaultRates.Rough.CreateDropped, 0.005);
        Share(fault => fault is StandInFault.RefuseBeforeAcceptance).ShouldBe(FaultRates.Rough.CreateDroppedUntaken, 0.005);
        Share(fault => fault is StandInFault.AcceptThenDelay { Delay.TotalSeconds: > 2 }).ShouldBe(FaultRates.Rough.CreateLate, 0.005);
        Share(fault => fault is StandInFault.DelayThenAccept).ShouldBe(FaultRates.Rough.CreateSlow, 0.005);
        Share(fault => fault is StandInFault.Error { HttpStatus: 429, RetryAfter: null }).ShouldBe(FaultRates.Rough.CreateThrottled, 0.005);
        Share(fault => fault is StandInFault.Error { HttpStatus: 429, RetryAfter: not null }).ShouldBe(FaultRates.Rough.CreateThrottledWithWish, 0.005);
        Share(fault => fault is StandInFault.Error { HttpStatus: 503 }).ShouldBe(FaultRates.Rough.CreateFailed, 0.005);
        Share(fault => fault is StandInFault.ErrorAfterAcceptance).ShouldBe(FaultRates.Rough.CreateFailedAfter, 0.005);
        Share(fault => fault is StandInFault.AcceptThenDelay { Delay.TotalSeconds: < 2 }).ShouldBe(FaultRates.Rough.CallbackEarly, 0.005);

        double Share(Predicate<StandInFault> kind) => faults.Count(fault => kind(fault)) / 20_000.0;
    }

    [Fact]
    public void Lists_lag_the_same_however_often_they_are_asked_for()
    {
        var plan = Plan(7);

        var lags = Enumerable.Range(0, 100).Select(number => plan.ForList("+254711000001", $"{number}")).ToList();

        Enumerable.Range(0, 100).Select(number => plan.ForList("+254711000001", $"{number}")).ShouldBe(lags);
        lags.Distinct().Order().ShouldBe([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)]);
    }

    [Fact]
    public void Whole_tenants_and_other_requests_to_twilio_are_spared()
    {
        var plan = Plan(7, new FaultRates { CreateDropped = 1, CoreDropped = 1 });

        plan.ForCore("/fineract-provider/api/v1/offices").ShouldBeNull();
        plan.ForCore("/fineract-provider/api/v1/clients/7").ShouldNotBeNull().Drop.ShouldBeTrue();
        plan.ForTwilio(new StandInRequest("GET", "/2010-04-01/Accounts/AC1/Messages.json", Authorization: null, "")).ShouldBeNull();
        plan.ForTwilio(Create(1)).ShouldBeOfType<StandInFault.AcceptThenDropConnection>();
    }

    private static FaultPlan Plan(int seed, FaultRates? rates = null) => new(seed, rates ?? FaultRates.Rough, Timeout, Step);

    private static StandInRequest Create(int number) =>
        new("POST", "/2010-04-01/Accounts/AC1/Messages.json", Authorization: null, $"To=%2B254711000001&Body={number}");

    private static List<StandInFault?> Decide(FaultPlan plan, IEnumerable<int> calls) => [.. calls.Select(number => plan.ForTwilio(Create(number)))];
}
