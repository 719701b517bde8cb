using System.Net;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>Every row of the catalogue, later than it is of use. Apart from the others because weeks pass.</summary>
public class CatalogueExpiryTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    public static TheoryData<string> Rows => [.. EventCatalogue.All.Where(kind => !kind.IsEventOnly).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_could_not_be_sent_in_time_is_told_to_nobody(string row)
    {
        var kind = EventCatalogue.Find(row)!;
        var tenant = await app.NewTenantAsync();
        await CatalogueCase.SwitchAsync(tenant, kind);
        var played = new CatalogueCase(kind, tenant.Books);
        played.Happens();
        using var answer = await tenant.Hooks().PostAsync(played.Hook, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var eventId = (await HookReply.ReadAsync(answer)).EventId;
        var before = app.Gateway.Sent.Count;

        await app.DrainAfterAsync(kind.Expiry + TimeSpan.FromMinutes(1));

        app.Gateway.Sent.Count.ShouldBe(before);
        (await app.QueryAsync<string?>("SELECT reason FROM message WHERE event_id = @eventId", new { eventId })).ShouldBe([Reasons.TooLate]);
    }
}
