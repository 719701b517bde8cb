using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Tenants;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>Asking for what no callback told (twilio.md 7.1).</summary>
public sealed class ReceiptPollingTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_message_is_asked_for_after_ten_minutes_an_hour_and_a_day_and_never_again()
    {
        await SendAsync(_relay);
        var asked = new List<int>();
        for (var minute = 1; minute <= 3 * 24 * 60; minute++)
        {
            _app.Clock.Advance(Minute);
            await PollAsync();
            asked.AddRange(Enumerable.Repeat(minute, _app.Gateway.Polls.Count - asked.Count));
        }

        asked.ShouldBe([10, 60, 24 * 60]);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task What_the_provider_says_is_taken_as_if_it_had_called_and_ends_the_asking()
    {
        await SendAsync(_relay);
        Answer("delivered");

        await PollAfterAsync(TimeSpan.FromMinutes(10));
        await PollAfterAsync(TimeSpan.FromDays(1));

        _app.Gateway.Polls.Count.ShouldBe(1);
        _relay.Message().Status.ShouldBe(MessageStatus.Delivered);
        (await ChangesAsync()).ShouldBe([(MessageStatus.Delivered, Sources.Provider)]);
    }

    [Fact]
    public async Task A_status_on_the_way_is_noted_and_asked_for_again()
    {
        await SendAsync(_relay);
        Answer("sent");

        await PollAfterAsync(TimeSpan.FromMinutes(10));
        Answer("undelivered");
        await PollAfterAsync(TimeSpan.FromMinutes(50));

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Undelivered), message => message.Reason.ShouldBe(Reasons.DeliveryFailed));
    }

    [Fact]
    public async Task After_a_standstill_of_hours_one_answer_counts_for_all_times_that_passed()
    {
        await SendAsync(_relay);

        await PollAfterAsync(TimeSpan.FromHours(5));
        await PollAfterAsync(Minute);
        await PollAfterAsync(Minute);

        _app.Gateway.Polls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_account_that_does_not_answer_is_asked_once_a_run_and_its_times_are_not_used_up()
    {
        for (var index = 0; index < 20; index++)
        {
            await _relay.SmsAsync("0712345678", $"Text {index}");
        }

        await _app.DrainAsync();
        _app.Gateway.Polled = (_, _, _, _) => Task.FromResult<ProviderReport>(new ProviderReport.Unavailable("503"));
        await PollAfterAsync(TimeSpan.FromMinutes(10));
        _app.Gateway.Polls.Count.ShouldBeLessThanOrEqualTo(4); // as many as are asked side by side
        Answer("delivered");
        await PollAfterAsync(Minute);

        _relay.Messages().ShouldAllBe(message => message.Status == MessageStatus.Delivered);
    }

    [Fact]
    public async Task An_account_that_hangs_holds_up_no_other_tenant_and_only_its_share_of_the_run()
    {
        var other = await RelayDriver.RegisterAsync(_app);
        await SendAsync(_relay);
        await SendAsync(other);
        var hung = _relay.LastEvent() - 1;
        var otherAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Gateway.Polled = async (_, messageId, providerId, token) =>
        {
            if (messageId == hung)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            otherAsked.TrySetResult();
            return new ProviderReport.Reported(ReceiptSome.Of(messageId, providerId, "delivered"));
        };

        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        var run = PollAsync();
        await otherAsked.Task.WaitAsync(Token);
        await Eventually.BecomesAsync(() => Task.FromResult(other.Message().Status), status => status == MessageStatus.Delivered, "the other's receipt");
        run.IsCompleted.ShouldBeFalse();
        _app.Clock.Advance(TimeSpan.FromSeconds(30));

        await run.WaitAsync(Eventually.Deadline, TimeProvider.System, Token);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task It_is_asked_with_the_sender_it_was_sent_with_and_not_at_all_with_another_account()
    {
        await SendAsync(_relay);
        var senders = new List<string>();
        _app.Gateway.Polled = (account, _, _, _) =>
        {
            senders.Add(account.Sender);
            return Task.FromResult<ProviderReport>(new ProviderReport.Nothing(""));
        };
        await _app.MeddleAsync("UPDATE tenant SET sender = '+12025550199'");
        await ReloadAsync();
        await PollAfterAsync(TimeSpan.FromMinutes(10));
        await _app.MeddleAsync("UPDATE tenant SET account_id = 'AC00000000000000000000000000000009'");
        await ReloadAsync();
        await PollAfterAsync(TimeSpan.FromHours(1));
        await PollAfterAsync(TimeSpan.FromDays(1));

        senders.ShouldBe([Some.Sender]);
        (await UnconfirmedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_account_that_stays_away_is_let_go_a_day_after_the_last_time()
    {
        await SendAsync(_relay);
        _app.Gateway.Polled = (_, _, _, _) => Task.FromResult<ProviderReport>(new ProviderReport.Unavailable("401"));

        await PollAfterAsync(TimeSpan.FromHours(47));
        (await UnconfirmedAsync()).ShouldBe(1);
        await PollAfterAsync(TimeSpan.FromHours(1) + Minute);

        (await UnconfirmedAsync()).ShouldBe(0);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task An_answer_about_an_sms_that_has_been_sent_anew_meanwhile_does_no_harm()
    {
        await SendAsync(_relay);
        _app.Gateway.Polled = async (_, messageId, providerId, _) =>
        {
            await _app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(ReceiptSome.Of(messageId, providerId, "failed"));
            await _app.Services.GetRequiredService<MessageResend>().ResendAsync(1, [messageId], force: false, Sources.Api);
            await _app.DrainAsync();
            return new ProviderReport.Reported(ReceiptSome.Of(messageId, providerId, "failed"));
        };

        await PollAfterAsync(TimeSpan.FromMinutes(10));

        _relay.Message().ShouldSatisfyAllConditions(message => message.Status.ShouldBe(MessageStatus.Sent), message => message.Attempts.ShouldBe(2));
        _app.Gateway.Polled = null;
        await PollAfterAsync(TimeSpan.FromMinutes(10)); // its own times count from its own start
        _app.Gateway.Polls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_run_asks_for_a_bounded_number_of_a_tenants_messages()
    {
        await SendAsync(_relay);
        await _app.MeddleAsync("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, queued_at, updated_at, provider, account_id, sender, provider_id, sent_at)
            SELECT 1000 + i, tenant_id, type_id, received_at, 3, queued_at, updated_at, provider, account_id, sender, 'SM' || i, sent_at FROM message, n
            """);

        await PollAfterAsync(TimeSpan.FromMinutes(10));

        _app.Gateway.Polls.Count.ShouldBe(ReceiptPolling.MostPerTenant);
        await PollAfterAsync(Minute);
        _app.Gateway.Polls.Distinct().Count().ShouldBe(701);
    }

    [FileOnly]
    [Fact]
    public async Task Looking_costs_the_unconfirmed_ones_only()
    {
        using var store = await TempStore.OpenAsync();

        store.Explain(ReceiptPolls.DueSql, new { tenantId = 1, polls = 0, sentBefore = 0, limit = 10 })
            .ShouldHaveSingleItem().ShouldContain("message_unconfirmed (tenant_id=? AND polls=? AND sent_at<?)");
        store.Explain(ReceiptPolls.TenantsSql).Where(step => step.Contains("message", StringComparison.Ordinal))
            .ShouldAllBe(step => step.Contains("message_unconfirmed", StringComparison.Ordinal));
    }

    private static async Task SendAsync(RelayDriver relay)
    {
        await relay.SmsAsync("0712345678", "Hello");
        await relay.App.DrainAsync();
        relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    private void Answer(string word) => _app.Gateway.Polled = (_, messageId, providerId, _) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Reported(ReceiptSome.Of(messageId, providerId, word)));

    private Task PollAsync() => _app.Services.GetRequiredService<ReceiptPolling>().RunAsync(Token);

    private Task PollAfterAsync(TimeSpan wait)
    {
        _app.Clock.Advance(wait);
        return PollAsync();
    }

    private Task ReloadAsync() => _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(Token);

    private async Task<long> UnconfirmedAsync() =>
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM message WHERE status = 3 AND polls < 3")).Single();

    private async Task<List<(MessageStatus Status, string Source)>> ChangesAsync() =>
        await _app.QueryAsync<(MessageStatus, string)>("SELECT status, source FROM status_change ORDER BY id");
}
