using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core;

public sealed class RecentFactsTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly CoreSetup _setup = new();
    private StandInCore _core = null!;
    private StandInTenant _books = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_core, _books) = await CoreSetup.StartCoreAsync();

    public async ValueTask DisposeAsync()
    {
        await _setup.DisposeAsync();
        await _core.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_asked_for_once_while_the_answer_is_fresh_and_again_afterwards()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));

        await ClientAsync(recent);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await ClientAsync(recent);
        _core.Requests.Count.ShouldBe(1);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await ClientAsync(recent);
        _core.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Questions_that_come_together_are_asked_once()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));
        var gate = new TaskCompletionSource();
        _core.Faults.Add(new CoreFault("clients") { Until = gate.Task, Times = 1 });

        var answers = Enumerable.Range(0, 50).Select(_ => ClientAsync(recent)).ToList();
        gate.SetResult();

        (await Task.WhenAll(answers)).ShouldAllBe(answer => answer is CoreResult<ClientFacts>.Found);
        _core.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_loan_asked_for_before_the_payment_came_in_is_asked_for_again()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));
        (await OwedAsync(recent, _clock.GetUtcNow())).ShouldBe(10_000m);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _books.AddRepayment(31, 1_500m, new DateOnly(2026, 11, 21));

        (await OwedAsync(recent, _clock.GetUtcNow())).ShouldBe(8_500m);
        (await OwedAsync(recent, _clock.GetUtcNow() - TimeSpan.FromSeconds(1))).ShouldBe(8_500m, "an older event is served by the newer answer");
        _core.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_sent_anew_sees_the_number_as_it_is_now()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));
        await ClientAsync(recent);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await recent.GetClientAsync(CoreSetup.WithToken(_core), 7, notBefore: _clock.GetUtcNow(), Cancellation);

        _core.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_tenant_or_another_user_is_not_served_what_this_one_was_shown()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));
        _core.AddTenant("other", new StandInUser(CoreSetup.User, CoreSetup.Password)).AddClient(7, "Somebody Else", "0722 000 111");
        await ClientAsync(recent);

        var other = await recent.GetClientAsync(CoreSetup.WithToken(_core, "other"), 7, null, Cancellation);
        var wrongUser = await recent.GetClientAsync(
            CoreSetup.WithToken(_core) with { Credential = new CoreCredential.BasicToken(CoreSetup.Base64("svc:wrong")) }, 7, null, Cancellation);

        other.ShouldBeOfType<CoreResult<ClientFacts>.Found>().Value.DisplayName.ShouldBe("Somebody Else");
        wrongUser.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>();
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));
        _core.Faults.Add(new CoreFault("clients") { Status = 503, Times = 1 });

        (await ClientAsync(recent)).ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
        (await ClientAsync(recent)).ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    [Fact]
    public async Task One_caller_that_gives_up_does_not_spoil_the_answer_for_the_others()
    {
        var recent = Recent(TimeSpan.FromSeconds(5));
        var gate = new TaskCompletionSource();
        _core.Faults.Add(new CoreFault("clients") { Until = gate.Task, Times = 1 });
        using var impatient = new CancellationTokenSource();

        var first = recent.GetClientAsync(CoreSetup.WithToken(_core), 7, null, impatient.Token);
        var second = ClientAsync(recent);
        await impatient.CancelAsync();
        gate.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(first);
        (await second).ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    /// <summary>Each has all of its members.</summary>
    [Fact]
    public async Task Of_groups_only_some_are_kept()
    {
        var recent = Recent(TimeSpan.FromMinutes(1));
        for (var group = 1; group <= RecentFacts.MostGroups + 1; group++)
        {
            _books.AddGroup(new StandInGroup(group, "Umoja"));
            await GroupAsync(recent, group);
        }

        await GroupAsync(recent, RecentFacts.MostGroups + 1);
        _core.Requests.Count.ShouldBe(RecentFacts.MostGroups + 1);
        await GroupAsync(recent, 1);
        _core.Requests.Count.ShouldBe(RecentFacts.MostGroups + 2);
    }

    [Fact]
    public async Task Zero_switches_it_off()
    {
        var recent = Recent(TimeSpan.Zero);

        await ClientAsync(recent);
        await ClientAsync(recent);

        _core.Requests.Count.ShouldBe(2);
    }

    private RecentFacts Recent(TimeSpan kept) => new(_setup.Client, _setup.Tables, Options.Create(new CoreOptions { CacheDuration = kept }), _clock);

    private Task<CoreResult<ClientFacts>> ClientAsync(RecentFacts recent) => recent.GetClientAsync(CoreSetup.WithToken(_core), 7, null, Cancellation);

    private async Task GroupAsync(RecentFacts recent, long group) =>
        (await recent.GetGroupMembersAsync(CoreSetup.WithToken(_core), group, null, Cancellation)).ShouldBeOfType<CoreResult<GroupFacts>.Found>();

    private async Task<decimal?> OwedAsync(RecentFacts recent, DateTimeOffset notBefore) =>
        (await recent.GetLoanAsync(CoreSetup.WithToken(_core), 31, notBefore, Cancellation)).ShouldBeOfType<CoreResult<LoanFacts>.Found>().Value.TotalOutstanding;
}
