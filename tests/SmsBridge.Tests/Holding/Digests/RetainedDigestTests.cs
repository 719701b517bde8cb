using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Digests;

/// <summary>Whether a client was told of a payment, once what told it was removed by its age and the payment's own message was not.</summary>
public sealed class RetainedDigestTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("Sent", "Yes")]
    [InlineData("Delivered", "Yes")]
    [InlineData("Undelivered", "No")]
    public async Task It_is_known_by_what_the_sms_had_come_to(string status, string told)
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(2);
        await stage.TellAsync();
        if (Enum.Parse<MessageStatus>(status) is var final and not MessageStatus.Sent)
        {
            await ReportAsync(ids[0], final);
        }

        (await stage.ToldAsync(ids[1])).ToString().ShouldBe(told);
        await _app.Services.GetRequiredService<Database>().WriteAsync(session =>
        {
            EventRetention.Remove(session, [ids[0]], _app.Clock.GetUtcNow());
            return true;
        });

        (await stage.ToldAsync(ids[1])).ToString().ShouldBe(told);
    }

    private async Task ReportAsync(long eventId, MessageStatus status)
    {
        var providerId = (await _app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        await _app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new Receipt(
            eventId, providerId, status, status.Name(), null, status == MessageStatus.Delivered ? null : Reasons.DeliveryFailed, null, static _ => true));
    }
}
