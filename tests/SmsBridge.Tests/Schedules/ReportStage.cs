using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>A tenant whose core has two reports, both of the rows at hand.</summary>
internal sealed class ReportStage(ScheduleStage schedules)
{
    public const string Birthday = "Happy Birthday";
    public const string Arrears = "Loan in arrears";

    public List<object?[]> Rows { get; set; } = [[TestTenant.Client, "Jane", "0799 000 000", 40L]];

    public ScheduleStage Schedules => schedules;

    public TestTenant Tenant => schedules.Tenant;

    public SmsBridgeApp App => schedules.App;

    public StandInTenant Books => Tenant.Books;

    public DateOnly Today => schedules.Today;

    public ReportVerbs Verbs => App.Services.GetRequiredService<ReportVerbs>();

    /// <summary>It is a Saturday evening, 19:11.</summary>
    public static CoreReportRequest OfBirthday => new()
    {
        Report = Birthday, Parameters = new(StringComparer.Ordinal) { ["R_officeId"] = "1" }, Begins = "08:00", TimeZone = "UTC", Tells = "promotion",
        Text = "Happy birthday, {{firstname}}! {{age}} years.", ClientColumn = "id",
    };

    public static CoreReportRequest OfArrears => new()
    {
        Report = Arrears, Begins = "08:00", TimeZone = "UTC", Tells = "arrears", Text = "Please pay {{totaldue}}.", LoanColumn = "loanId",
    };

    public static CoreReportRequest OfDue => new()
    {
        Report = Arrears, Begins = "08:00", TimeZone = "UTC", Tells = "LOAN_REPAYMENTDUE", LoanColumn = "loanId", DayColumn = "paymentDueDate",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReportStage> SetUpAsync(SmsBridgeApp app)
    {
        var stage = new ReportStage(await ScheduleStage.SetUpAsync(app));
        await stage.Schedules.SetAsync(new ScheduleRequest { Enabled = false });
        stage.Has(Birthday, ["officeId"], ("id", "INTEGER"), ("firstName", "STRING"), ("mobileNo", "STRING"), ("age", "INTEGER"));
        stage.Has(Arrears, [], ("loanId", "INTEGER"), ("paymentDueDate", "DATE"), ("totalDue", "DECIMAL"));
        return stage;
    }

    /// <summary>The same tenant after a restart of the bridge.</summary>
    public ReportStage On(SmsBridgeApp restarted) => new(schedules.On(restarted)) { Rows = Rows };

    public void Has(string name, string[] parameters, params (string Name, string Type)[] columns) =>
        Books.Reports.Add(new StandInReport(name, columns, _ => Rows) { Parameters = parameters });

    public Task<Outcome> TrySetAsync(string name, CoreReportRequest request) => Verbs.SetAsync(Caller.CommandLine, Tenant.Id, name, request, Cancellation);

    public async Task<string> SetAsync(string name, CoreReportRequest request) => (await TrySetAsync(name, request)).ShouldBeOfType<Outcome.Done>().Words;

    public async Task RemoveAsync(string name) => (await Verbs.RemoveAsync(Caller.CommandLine, Tenant.Id, name)).ShouldBeOfType<Outcome.Done>();

    public Task<Outcome> BeginAsync(string name) => Verbs.RunAsync(Caller.CommandLine, Tenant.Id, name, Cancellation);

    public async Task<ReportPreviewed> PreviewAsync(string name) =>
        (await Verbs.PreviewAsync(Caller.CommandLine, Tenant.Id, name, Cancellation)).ShouldBeOfType<ReportPreviewed>();

    /// <summary>One minute of the timetable.</summary>
    public Task TickAsync() => App.Services.GetRequiredService<ScheduleTimetable>().RunAsync(App.Services.GetRequiredService<ReportWork>(), Cancellation);

    public async Task TickAndSendAsync()
    {
        await TickAsync();
        await App.DrainAsync();
    }

    public async Task<IReadOnlyList<CoreReportView>> AllAsync() =>
        (await App.Services.GetRequiredService<ReportViews>().OfAsync(App.Services.GetRequiredService<TenantDirectory>().Find(Tenant.Id)!, Cancellation)).Reports;

    public async Task<IReadOnlyList<RunView>> RunsAsync(string name) => (await AllAsync()).Single(report => report.Name == name).Runs;

    /// <summary>The newest.</summary>
    public async Task<RunView> RunAsync(string name) => (await RunsAsync(name))[0];

    /// <summary>What somebody is told of the tenant's reports.</summary>
    public async Task<List<AttentionItem>> AttentionAsync() =>
        [.. (await App.Services.GetRequiredService<Attention>().ListAsync(new SignedInOperator(0, "viewer", OperatorRole.Viewer, TenantScope.Of([Tenant.Id]), "", null), Cancellation)).Where(item => item.Kind == "report_parked")];

    public async Task<List<string?>> ReasonsAsync() => await App.QueryAsync<string?>("SELECT reason FROM message ORDER BY event_id");

    /// <summary>As many clients, from number 1000 on, each with a row.</summary>
    public void Crowd(int count)
    {
        for (var client = 1_000; client < 1_000 + count; client++)
        {
            Books.AddClient(client, "Peter Otieno", $"07123{client + 40_000}");
        }

        Rows = [.. Enumerable.Range(1_000, count).Select(client => new object?[] { (long)client, "Peter", null, 41L })];
    }
}
