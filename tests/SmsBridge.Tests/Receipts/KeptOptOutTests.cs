using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Receipts;
using SmsBridge.Tenants;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>What a client told a tenant outlives its registration: deleted and registered anew, it is the same institution.</summary>
public sealed class KeptOptOutTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_stop_holds_for_the_next_registrations_of_the_name_until_start()
    {
        await _app.StopAsync(await NumberAsync(), "SM-stop");

        await RegisterAnewAsync();
        (await RepaidAsync()).ShouldBe(((int)MessageStatus.DeadLettered, Reasons.OptedOut));
        await RegisterAnewAsync();
        (await RepaidAsync()).ShouldBe(((int)MessageStatus.DeadLettered, Reasons.OptedOut));
        (await _app.StopAsync(await NumberAsync(), "SM-stop")).ShouldBeFalse("a reply that came under an earlier registration came before");
        (await _app.StopAsync(await NumberAsync(), "SM-start", stop: false)).ShouldBeTrue();

        (await RepaidAsync()).ShouldBe(((int)MessageStatus.Sent, null));
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM opt_out")).ShouldBe([1L], "one row went along, and bears the number for the audit");
    }

    [Fact]
    public async Task A_start_to_another_sender_under_a_later_registration_lifted_it_for_good()
    {
        var first = await NumberAsync();
        await RegisterAnewAsync();
        var second = await NumberAsync();
        // As the version before left them: each registration with its own.
        await _app.MeddleAsync("INSERT INTO opt_out (tenant_id, sender, number, since, source) VALUES (@first, 'A', @Mobile, 1000, 'inbound')", new { first, Some.Mobile });
        await _app.MeddleAsync("INSERT INTO opt_out (tenant_id, sender, number, since, source, lifted_at) VALUES (@second, 'B', @Mobile, 2000, 'inbound', 3000)", new { second, Some.Mobile });

        await RegisterAnewAsync();

        (await RepaidAsync()).Status.ShouldBe((int)MessageStatus.Sent);
    }

    [Fact]
    public async Task One_that_was_lifted_stays_lifted()
    {
        await _app.StopAsync(await NumberAsync(), "SM-stop");
        await _app.StopAsync(await NumberAsync(), "SM-start", stop: false);

        await RegisterAnewAsync();

        (await RepaidAsync()).Status.ShouldBe((int)MessageStatus.Sent);
    }

    [Fact]
    public async Task A_report_about_an_sms_of_an_earlier_registration_holds_too()
    {
        var sent = await _tenant.RepayAsync();
        await _app.DrainAsync();
        await RegisterAnewAsync();

        await _app.ReceiveAsync(sent, MessageStatus.Undelivered, receipt => receipt with { ErrorCode = "21610", Reason = Reasons.OptedOut, Class = SmsBridge.Gateways.FailureClass.OptedOut });

        (await RepaidAsync()).ShouldBe(((int)MessageStatus.DeadLettered, Reasons.OptedOut));
    }

    [Fact]
    public async Task Another_tenant_takes_nothing_over()
    {
        await _app.StopAsync(await NumberAsync(), "SM-stop");
        await DeleteAsync();

        var other = await _app.NewTenantAsync();
        await other.RepayAsync();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    /// <summary>Whoever registers while the core is away may be anybody, with an account of his own that signs any START.</summary>
    [Fact]
    public async Task A_tenant_on_trust_lifts_only_what_came_since_it_registered()
    {
        await _app.StopAsync(await NumberAsync(), "SM-stop");
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        await RegisterAnewAsync();
        await _app.MeddleAsync("UPDATE tenant SET trusted_until = @until WHERE deleted_at IS NULL AND identifier = @Id", new { _tenant.Id, until = _app.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() });
        await _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(PrivacyStage.Cancellation);
        var later = Msisdn.FromE164("+254712345999");
        await ReplyAsync(later, "SM-stop-2", stop: true);

        await ReplyAsync(Msisdn.FromE164(Some.Mobile), "SM-start", stop: false);
        await ReplyAsync(later, "SM-start-2", stop: false);

        (await _app.QueryAsync<string>("SELECT number FROM opt_out WHERE lifted_at IS NULL")).ShouldBe([Some.Mobile]);
    }

    /// <summary>Whichever provider brings it: an SMS centre's session, too, may be one that the tenant used before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_that_is_not_the_tenants_and_never_wrote_to_the_number_says_nothing(bool stop)
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        if (!stop)
        {
            await _app.StopAsync(await NumberAsync(), "SM-stop");
        }

        await _app.Services.GetRequiredService<OptOutIntake>().AcceptAsync(_tenant.Id, ("smpp", Some.AccountSid), Some.Sender, Msisdn.FromE164(Some.Mobile), "smpp-1", stop);

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM opt_out WHERE lifted_at IS NULL")).ShouldBe([stop ? 0L : 1L]);
    }

    private Task ReplyAsync(Msisdn number, string replyId, bool stop) => _app.Services.GetRequiredService<OptOutIntake>().AcceptAsync(
        _tenant.Id, ("twilio", Some.AccountSid), Some.Sender, number, replyId, stop);

    private async Task RegisterAnewAsync()
    {
        await DeleteAsync();
        _tenant = _tenant with { ApiKey = await _app.RegisterAsync(_tenant.Id) };
    }

    private async Task DeleteAsync() =>
        (await _app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(Caller.CommandLine, _tenant.Id, _tenant.Id)).ShouldBeOfType<Outcome.Done>();

    private async Task<long> NumberAsync() =>
        (await _app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id AND deleted_at IS NULL", new { _tenant.Id })).ShouldHaveSingleItem();

    private async Task<(int Status, string? Reason)> RepaidAsync()
    {
        var id = await _tenant.RepayAsync(20m);
        await _app.DrainAsync();
        return (await _app.QueryAsync<(int, string?)>("SELECT status, reason FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();
    }
}
