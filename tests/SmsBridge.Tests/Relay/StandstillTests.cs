using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>A process that stands still between the intent and the call: another node may have taken the message over, and sent it.</summary>
public sealed class StandstillTests
{
    [Theory]
    [InlineData(10, 1)]
    [InlineData(20, 0)]
    public async Task Whoever_stood_still_for_too_long_does_not_call(int seconds, int calls)
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        var relay = await RelayDriver.RegisterAsync(app);
        await relay.SmsAsync(Some.Mobile, "Hello");
        var now = app.Clock.GetUtcNow();
        var database = app.Services.GetRequiredService<Database>();
        var claimed = (await app.Services.GetRequiredService<MessageOutbox>().ClaimAsync(
            new ClaimMessages(database.NodeId, now, now + TimeSpan.FromMinutes(2), 100, 0, _ => 100))).ShouldHaveSingleItem();
        using var gate = new Gate();
        var held = database.WriteAsync(_ => gate.Wait());
        await gate.Entered;

        var step = app.Services.GetRequiredService<MessageRelay>().RelayAsync(claimed, TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromSeconds(seconds)); // the intent waits for the writer
        gate.Open();
        await Task.WhenAll(held, step);

        app.Gateway.Sent.Count.ShouldBe(calls);
        relay.Message().Status.ShouldBe(calls == 0 ? MessageStatus.Queued : MessageStatus.Sent);
        await app.DrainAsync();
        app.Gateway.Sent.ShouldHaveSingleItem();
        relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }
}
