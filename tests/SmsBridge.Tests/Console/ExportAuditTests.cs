using SmsBridge.Console.Api;
using SmsBridge.Insight.MessageList;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What an export leaves on the audit, for good: that it was, whose rows it had, and nothing of what was searched for.</summary>
public sealed class ExportAuditTests : IAsyncLifetime
{
    private readonly ConsoleApp _console = new();

    public ValueTask InitializeAsync() => _console.InitializeAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData("0712345678", "masked, searched by a number")]
    [InlineData("5678", "masked, searched by a number")]
    [InlineData("٠٧٣٣٠٠٠٩٩٩", "masked, searched by a number")]
    [InlineData("+254 733 000 999", "masked, searched by a number")]
    [InlineData("client:7", "masked, searched by a number")]
    [InlineData("Amina Otieno", "masked, searched by a name")]
    [InlineData("name: Amina", "masked, searched by a name")]
    [InlineData("text: come to Amina's branch 7", "masked, searched by a part of a text")]
    [InlineData("SM00000000000000000000000000000001", "masked, searched by a provider's id")]
    [InlineData("msg_12", "masked, searched by a webhook-id")]
    public void Of_what_was_searched_only_the_kind_is_on_it(string query, string words) =>
        MessageCsv.Words(MessageFilter.None with { Query = query }, isWhole: false).ShouldBe(words);

    [Fact]
    public void The_rest_of_the_filter_is() =>
        MessageCsv.Words(MessageFilter.None with { Query = "Amina", Status = "sent", Tenant = "t2" }, isWhole: true).ShouldBe("whole numbers?status=sent&tenant=t2, searched by a name");

    [Theory]
    [InlineData("Wanjiru")]
    [InlineData(Some.Mobile)]
    public async Task It_is_the_matter_of_those_tenants_whose_rows_were_shown(string query)
    {
        var (tenant, other) = (await _console.App.NewTenantAsync(), await _console.App.NewTenantAsync());
        await tenant.RepayAsync();
        await _console.App.DrainAsync();
        await _console.App.LearnAsync();

        (await _console.PageAsync($"/api/messages.csv?q={Uri.EscapeDataString(query)}")).Split("\r\n").Length.ShouldBe(3, "heading, one row, and the end");

        (await AuditAsync()).ShouldBe([tenant.Id]);
        (await _console.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'export'")).ShouldHaveSingleItem().ShouldNotContain(query);
        (await _console.PageAsync("/console/audit?action=export", $"TenantAdmin;{other.Id}")).ShouldNotContain("searched by");
    }

    [Fact]
    public async Task One_that_shows_nothing_is_nobodys_in_particular()
    {
        await _console.App.NewTenantAsync();

        await _console.PageAsync("/api/messages.csv?q=Amina");
        await _console.PageAsync("/api/clients-without-number.csv");

        (await AuditAsync()).ShouldBe([null, null]);
    }

    private Task<List<string?>> AuditAsync() => _console.App.QueryAsync<string?>(
        "SELECT tenant.identifier FROM audit LEFT JOIN tenant ON tenant.id = audit.tenant_id WHERE action = 'export' ORDER BY audit.id");
}
