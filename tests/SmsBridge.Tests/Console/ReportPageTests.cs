using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Store;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>The report as a page and as CSV, of what its reader may see.</summary>
public class ReportPageTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Fact]
    public async Task The_page_says_how_many_of_all_were_told_and_where()
    {
        var tenant = await SentAsync();

        var page = await console.PageAsync("/console/reports", $"Viewer;{tenant.Id}");

        page.ShouldContain("Messages</span><span class=\"value\">1<");
        page.ShouldContain("<bdi>Head Office</bdi>");
        page.ShouldContain("By office");
        page.ShouldContain("type=\"month\"");
    }

    [Fact]
    public async Task The_export_has_the_tables_in_words()
    {
        var tenant = await SentAsync();

        var lines = await CsvAsync($"Viewer;{tenant.Id}");

        lines[0].ShouldEndWith("By,Name,Messages,Delivered,Sent,Waiting,Failed,Parts,Cost told,SMS told,Cost estimated,SMS estimated,SMS without a price");
        lines[1].ShouldStartWith("All,,1,");
        lines.ShouldContain(line => line.StartsWith("By office,Head Office,1,", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith($"By tenant,{tenant.Id},1,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_shows_the_largest_of_very_many_offices_and_the_export_has_them_all()
    {
        var tenant = await SentAsync();
        var id = await App.TenantIdAsync(tenant);
        await App.Services.GetRequiredService<Database>().WriteAsync(session =>
        {
            for (var office = 0; office < 210; office++)
            {
                session.Execute("""
                    INSERT INTO roll_up_report (tenant_id, start, type_id, office, route, reason, code, outcome, count, parts)
                    SELECT tenant_id, start, type_id, @name, route, reason, code, outcome, 2, 2 FROM roll_up_report WHERE tenant_id = @id AND office = 'Head Office'
                    """, new { id, name = $"Branch {office:000}" });
            }
        });

        (await CsvAsync($"Viewer;{tenant.Id}")).Count(line => line.StartsWith("By office,", StringComparison.Ordinal)).ShouldBe(211);
        var page = await console.PageAsync("/console/reports", $"Viewer;{tenant.Id}");
        page.ShouldContain("The 200 with the most messages; 11 others are in the CSV.");
        page.ShouldNotContain("<bdi>Head Office</bdi>");
    }

    [Fact]
    public async Task Nobody_sees_another_tenants_figures()
    {
        var tenant = await SentAsync();
        var other = await App.NewTenantAsync();
        var who = $"Viewer;{other.Id}";

        (await console.PageAsync("/console/reports", who)).ShouldContain("There is no message");
        (await console.PageAsync($"/console/reports?tenant={tenant.Id}", who)).ShouldContain("that you look after");
        (await CsvAsync(who)).ShouldNotContain(line => line.Contains(tenant.Id, StringComparison.Ordinal));
        using var client = console.As(who);
        using var answer = await client.GetAsync($"/api/report.csv?tenant={tenant.Id}", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<TestTenant> SentAsync()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.RepayAsync();
        await App.DrainAsync();
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RollUp>().RunAsync(TestContext.Current.CancellationToken);
        await App.Services.GetRequiredService<ReportRollUp>().RunAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken);
        return tenant;
    }

    private async Task<string[]> CsvAsync(string who)
    {
        using var client = console.As(who);
        return (await client.GetStringAsync("/api/report.csv", TestContext.Current.CancellationToken)).TrimEnd().Split("\r\n");
    }
}
