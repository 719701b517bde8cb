using System.Net;
using System.Text.RegularExpressions;

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

        var page = WebUtility.HtmlDecode(await console.PageAsync(url.Replace("{id}", $"{id}", StringComparison.Ordinal)));

        page.ShouldContain(shown.StartsWith('“') ? "<bdi>" : shown);
        Shown(page).ShouldNotContain(Override);
    }

    /// <summary>Names, senders, accounts and words of others, on the pages where they are kept.</summary>
    [Theory]
    [InlineData("/console/tenants/{tenant}/provider", "<bdi>+15005550006</bdi>")]
    [InlineData("/console/tenants/{tenant}/opt-outs", "<bdi>sender 1,500</bdi>")]
    [InlineData("/console/tenants/{tenant}/danger", "Type <strong><bdi>{tenant}</bdi></strong>")]
    [InlineData("/console/tenants/{tenant}/connection", "<td><bdi>Loan repayment</bdi></td>")]
    [InlineData("/console/registrations", "<bdi>account 1,500</bdi>")]
    [InlineData("/console/registrations", "<strong><bdi>caller 1,500</bdi></strong>")]
    [InlineData("/console/partners", "<bdi>partner's name 1,500</bdi>")]
    [InlineData("/console/partners/{partner}", "what <bdi>ref 1,500</bdi> missed")]
    [InlineData("/console/partners/{partner}/access", "<bdi>{tenant}, other 1,500</bdi>")]
    [InlineData("/console/partners/{partner}/deliveries", "dir=\"auto\">ref 1,500</option>")]
    [InlineData("/console/audit", "dir=\"auto\">gone 1,500</option>")]
    [InlineData("/console/messages", "dir=\"auto\">gone 1,500</option>")]
    [InlineData("/console/events", "dir=\"auto\">gone 1,500</option>")]
    public async Task Nothing_turns_around_what_is_kept(string url, string shown)
    {
        var (tenant, partner) = (await console.App.NewTenantAsync(), $"partner-{Guid.NewGuid():N}");
        var id = await console.App.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id });
        await console.App.MeddleAsync($"""
            INSERT INTO opt_out (tenant_id, number, sender, since, source) VALUES ({id[0]}, '+254712345678', '{Override}sender 1,500', 0, 'inbound');
            INSERT INTO tenant (identifier, provider, account_id, sender, created_at, updated_at, deleted_at) VALUES ('{Override}gone 1,500', 'log', 'a', '+1', 0, 0, 1) ON CONFLICT DO NOTHING;
            INSERT INTO partner (code, name, password, created_at) VALUES ('{partner}', '{Override}partner''s name 1,500', '', 0);
            INSERT INTO partner_tenant (partner_id, identifier) SELECT id, '{tenant.Id}' FROM partner WHERE code = '{partner}';
            INSERT INTO partner_tenant (partner_id, identifier) SELECT id, '{Override}other 1,500' FROM partner WHERE code = '{partner}';
            INSERT INTO subscription (partner_id, reference, callback_url, method, secret, logged_at, updated_at)
            SELECT id, '{Override}ref 1,500', 'https://partner.example.org', 'TransactionStatus', '', 0, 0 FROM partner WHERE code = '{partner}'
            UNION ALL SELECT id, 'another', 'https://partner.example.org', 'TransactionStatus', '', 0, 0 FROM partner WHERE code = '{partner}';
            """);
        await console.App.MeddleAsync(Pending(tenant.Id));
        await tenant.RepayAsync();

        var page = WebUtility.HtmlDecode(await console.PageAsync(Fill(url)));

        page.ShouldContain(Fill(shown));
        Shown(page).ShouldNotContain(Override);

        string Fill(string text) => text.Replace("{tenant}", tenant.Id, StringComparison.Ordinal).Replace("{partner}", partner, StringComparison.Ordinal);
    }

    /// <summary>Without what fields and links hold, which has to be the very name.</summary>
    private static string Shown(string page) =>
        Regex.Replace(page, $"(value|id|for|href)=\"[^\"]*{Override}[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1));

    private string Pending(string tenant) => FormattableString.Invariant($"""
        INSERT INTO pending_registration (identifier, caller, provider, account_id, provider_token, sender, core_endpoint, source, times, first_at, last_at)
        VALUES ('{tenant}', '{Override}caller 1,500', 'log', '{Override}account 1,500', '', '{Override}sender', NULL, '10.0.0.9', 1,
            {console.App.Clock.GetUtcNow().ToUnixTimeMilliseconds()}, {console.App.Clock.GetUtcNow().ToUnixTimeMilliseconds()})
        """);
}
