using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

public class EventTypeCodesTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_code_whose_row_was_rolled_back_is_not_used_again()
    {
        var database = app.Services.GetRequiredService<Database>();
        using var goOn = new ManualResetEventSlim();
        var busy = database.WriteAsync(_ => goOn.Wait(TestContext.Current.CancellationToken));

        // These share the next transaction, and its last operation takes it back; then each runs by itself.
        var events = new[] { AppendAsync("NEW"), AppendAsync("NEW"), AppendAsync("OTHER") };
        var failing = database.WriteAsync(_ => throw new InvalidOperationException("A bug."));
        goOn.Set();
        await busy;
        await Should.ThrowAsync<InvalidOperationException>(failing);
        var stored = await Task.WhenAll(events);

        (await TypesAsync(stored)).ShouldBe(["TEST NEW", "TEST NEW", "TEST OTHER"]);
        (await TypesAsync([await AppendAsync("OTHER"), await AppendAsync("NEW")])).ShouldBe(["TEST OTHER", "TEST NEW"]);
    }

    private async Task<StoredEvent> AppendAsync(string action) => await app.Services.GetRequiredService<EventInbox>().AppendAsync(new NewEvent
    {
        TenantId = 1,
        Type = new EventType("TEST", action),
        Verdict = Verdict.Ignored,
        ReceivedAt = app.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
    });

    private async Task<List<string>> TypesAsync(IEnumerable<StoredEvent> stored) => await app.QueryAsync<string>(
        "SELECT entity || ' ' || action FROM event JOIN event_type ON event_type.id = type_id WHERE event.id IN @ids ORDER BY event.id",
        new { ids = stored.Select(it => it.Id) });
}
