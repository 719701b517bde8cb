using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Privacy.Retention;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>Numbers, texts and raw hooks go by their age; what happened stays.</summary>
public sealed class RetainedTextsTests : IAsyncLifetime
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
    public async Task Nothing_names_the_client_any_more_and_what_happened_is_still_told()
    {
        await _app.KeepAsync(_tenant, texts: 30);
        var (sent, _) = await _tenant.RepayTodayAsync();
        var withReceipt = await _tenant.RepayWithReceiptAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(sent, MessageStatus.Delivered, receipt => receipt with { Detail = $"to {Some.Mobile}" });
        await _app.NoteAsync(sent, "Jane Wanjiru called.");
        await _app.CountAsync();
        (await _app.RowsAsync("known_client")).ShouldBe(1);

        _app.DaysPass(29);
        (await _app.RetainAsync()).ShouldBeEmpty("it is not old yet");
        _app.DaysPass(2);
        (await _app.RetainAsync()).ShouldBe(new Dictionary<RetentionKind, long> { [RetentionKind.Texts] = 2 });

        (await _app.ReadableAsync()).ShouldNotNameTheClient();
        (await _app.QueryAsync<int>("SELECT status FROM message ORDER BY event_id")).ShouldBe([(int)MessageStatus.Delivered, (int)MessageStatus.Sent]);
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);
        var page = await PageAsync(support, $"/console/messages/{sent}");
        page.ShouldContain("Delivered at ");
        page.ShouldContain("Taken out by its age");
        page.ShouldNotContain("Resend…");
        (await PageAsync(support, "/console/messages?q=Wanjiru")).ShouldNotContain($"console/messages/{withReceipt}\"");
        (await _app.Services.GetRequiredService<MessageResend>().ResendAsync(await _app.TenantIdAsync(_tenant), [sent], force: true, Sources.Operator))
            .Left.ShouldHaveSingleItem().Why.ShouldBe(MessageResend.IsErased);
        (await _app.RetainAsync()).ShouldBeEmpty("each is taken out once");
        _app.ShouldBeWhole();
    }

    [Fact]
    public async Task A_client_of_whom_a_younger_message_is_stays_to_be_found()
    {
        await _app.KeepAsync(_tenant, texts: 30);
        await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.CountAsync();
        _app.DaysPass(20);
        var (younger, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.CountAsync();
        _app.DaysPass(11);

        (await _app.RetainAsync())[RetentionKind.Texts].ShouldBe(1);

        (await _app.QueryAsync<string>("SELECT name FROM known_client")).ShouldBe(["Jane Wanjiru"]);
        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);
        (await PageAsync(support, "/console/messages?q=Wanjiru")).ShouldContain($"console/messages/{younger}");

        _app.DaysPass(20);
        (await _app.RetainAsync())[RetentionKind.Texts].ShouldBe(1);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task Raw_hooks_and_answers_go_alone_where_only_they_are_to()
    {
        await _app.KeepAsync(_tenant, hooks: 1);
        _app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "no"));
        var (sent, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        (await _app.RowsAsync("event", "body IS NOT NULL")).ShouldBe(1);

        _app.DaysPass(3);
        (await _app.RetainAsync())[RetentionKind.Hooks].ShouldBe(1);

        (await _app.RowsAsync("event", "body IS NOT NULL")).ShouldBe(0);
        (await _app.RowsAsync("peer_answer")).ShouldBe(0);
        (await _app.QueryAsync<string>("SELECT recipient FROM message WHERE event_id = @sent", new { sent })).ShouldBe([Some.Mobile]);
        _app.Gateway.Sent.Count.ShouldBe(1);
        await _app.Services.GetRequiredService<MessageResend>().ResendAsync(await _app.TenantIdAsync(_tenant), [sent], force: true, Sources.Operator);
        (await _app.DrainAsync()).ShouldBe(1, "the SMS itself is not touched");
    }

    [Fact]
    public async Task What_an_erasure_took_out_is_still_said_to_be_erased()
    {
        await _app.KeepAsync(_tenant, texts: 7);
        var (sent, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.EraseAsync(_tenant);
        _app.DaysPass(9);

        await _app.RetainAsync();

        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);
        (await PageAsync(support, $"/console/messages/{sent}")).ShouldContain("data were erased");
    }

    [FileOnly]
    [Fact]
    public async Task A_file_does_not_keep_what_was_taken_out()
    {
        await _app.KeepAsync(_tenant, texts: 7, records: 31);
        for (var payment = 0; payment < 20; payment++)
        {
            await _tenant.RepayTodayAsync(payment + 1);
        }

        await _app.DrainAsync();
        await _app.CountAsync();
        _app.DaysPass(9);
        await _app.RetainAsync();
        (await _app.Services.GetRequiredService<SmsBridge.Privacy.ErasureVerbs>().RewriteAsync(Caller.CommandLine)).ShouldBeOfType<Outcome.Done>();

        System.Text.Encoding.UTF8.GetString(_app.StoredBytes()).ShouldNotNameTheClient();
    }
}
