using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts.DataTables;

/// <summary>A core with data tables, and what is set of them.</summary>
internal static class DataTableBooks
{
    public const string Kyc = "KYC details";

    public const string LanguageColumn = "Language_cd_Mother Tongue";

    /// <summary>A table of clients with a column of each kind, and the right to read it.</summary>
    public static void AddKyc(this TestTenant tenant, params object?[] row)
    {
        tenant.MayRead(Kyc);
        tenant.Books.DataTables.Add(new StandInDataTable(
            Kyc, "m_client", "client_id",
            new StandInColumn(LanguageColumn, "CODELOOKUP") { Values = new Dictionary<long, string> { [11] = "Kiswahili", [12] = "English" } },
            new StandInColumn("Village", "STRING", 50), new StandInColumn("Dependants", "INTEGER"), new StandInColumn("Income", "DECIMAL"), new StandInColumn("Member since", "DATE"),
            new StandInColumn("Meeting", "DATETIME"), new StandInColumn("Own house", "BOOLEAN"), new StandInColumn("Picture", "BINARY")));
        if (row.Length > 0)
        {
            tenant.SetKyc(row);
        }
    }

    /// <param name="row">From the first column on; what is not given has no value.</param>
    public static void SetKyc(this TestTenant tenant, params object?[] row)
    {
        object?[] whole = [.. row, .. Enumerable.Repeat<object?>(null, 8 - row.Length)];
        tenant.Books.DataTables.Set(Kyc, TestTenant.Client, [whole]);
    }

    public static void MayRead(this TestTenant tenant, params string[] tables) =>
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = [.. StandInUser.ReadEverything, .. tables.Select(table => $"READ_{table}")] });

    public static async Task SetKycAsync(this TestTenant tenant) => await tenant.Texts().PutAsync("/_tables/kyc", new { table = Kyc });

    public static async Task PublishAsync(this TestTenant tenant, string text, string language = "en")
    {
        await tenant.Texts().PutAsync($"/LOAN_REPAYMENT/{language}", new { text });
        await tenant.Texts().PostAsync($"/LOAN_REPAYMENT/{language}/_publish");
    }

    /// <summary>Repays and sends.</summary>
    /// <returns>What went out; null: nothing.</returns>
    public static async Task<string?> RepaidAsync(this TestTenant tenant)
    {
        tenant.App.Clock.Advance(TimeSpan.FromMinutes(1)); // what was looked up before is old
        var eventId = await tenant.RepayAsync();
        await tenant.App.DrainAsync();
        return (await tenant.App.QueryAsync<string?>("SELECT body FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
    }

    /// <summary>Reason and detail of the newest message.</summary>
    public static async Task<(string? Reason, string? Detail)> NewestAsync(this TestTenant tenant) =>
        (await tenant.App.QueryAsync<(string?, string?)>(
            "SELECT reason, detail FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) ORDER BY event_id DESC LIMIT 1", new { tenant.Id })).ShouldHaveSingleItem();
}
