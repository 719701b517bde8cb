namespace SmsBridge.Tests.Console;

/// <summary>Texts that others wrote stand apart on every page that shows them.</summary>
public class ForeignTextTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private const char Override = '\u202E';

    [Theory]
    [InlineData("/console/messages", "<bdi>Thank you, Jane.")]
    [InlineData("/console/messages/{id}", "<bdi>Thank you, Jane.")]
    [InlineData("/console/messages/{id}?tab=notes", "<bdi>note of 1,500</bdi>")]
    [InlineData("/console/messages/{id}?tab=core", "<bdi>core says 1,500</bdi>")]
    [InlineData("/console/messages/{id}?tab=provider", "<bdi>answer 1,500</bdi>")]
    [InlineData("/console/messages?q=%E2%80%AEclient", "“<bdi>")]
    [InlineData("/console/audit", "<bdi>why 1,500</bdi>")]
    public async Task Nothing_turns_around_what_stands_beside_it(string url, string shown)
    {
        var tenant = await console.App.NewTenantAsync();
        var id = await tenant.RepayAsync();
        await console.App.DrainAsync();
        await console.App.MeddleAsync($"UPDATE message SET body = 'Thank you, {Override}Jane. We received KES 1,500.00', detail = '{Override}detail' WHERE event_id = {id}"); // as stored before texts were cleaned
        await console.App.MeddleAsync($"INSERT INTO note (event_id, operator_id, author, at, text) VALUES ({id}, 1, 'anna', 0, '{Override}note of 1,500')");
        await console.App.MeddleAsync($"INSERT INTO peer_answer (event_id, peer, at, took, http_status, body) VALUES ({id}, 'core', 0, 3, 500, '{Override}core says 1,500')");
        await console.App.MeddleAsync($"UPDATE attempt SET detail = '{Override}answer 1,500' WHERE event_id = {id}");
        await console.App.MeddleAsync($"INSERT INTO audit (at, actor, source, action, subject, reason) VALUES (0, 'anna', '10.0.0.9', 'note', 'message', '{Override}why 1,500')");

        var page = System.Net.WebUtility.HtmlDecode(await console.PageAsync(url.Replace("{id}", $"{id}", StringComparison.Ordinal)));

        page.ShouldContain(shown.StartsWith('“') ? "<bdi>" : shown);
        page.Replace($"value=\"{Override}client\"", "", StringComparison.Ordinal).ShouldNotContain(Override);
    }
}
