using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Events;
using SmsBridge.Tests.Intake.Events;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>A tenant whose clients are reminded, by the schedules of its loans, and minute by minute of the timetable.</summary>
internal sealed class ScheduleStage
{
    public const string Due = "LOAN_REPAYMENTDUE";
    public const string Overdue = "LOAN_REPAYMENTOVERDUE";

    private EventStage _events;

    private ScheduleStage(TestTenant tenant) => _events = new EventStage(tenant);

    public TestTenant Tenant => _events.Tenant;

    public SmsBridgeApp App => Tenant.App;

    public ScheduleVerbs Verbs => App.Services.GetRequiredService<ScheduleVerbs>();

    public DateOnly Today => DateOnly.FromDateTime(App.Clock.GetUtcNow().UtcDateTime);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Three days ahead and one day after, with both texts on; by the clock of Greenwich, which tests go by.</summary>
    public static async Task<ScheduleStage> SetUpAsync(SmsBridgeApp app)
    {
        var stage = new ScheduleStage(await app.NewTenantAsync());
        await stage.BeginAsync();
        return stage;
    }

    /// <summary>Deletes the tenant; its core registers it again, and an operator sets it up as it was.</summary>
    public async Task RegisterAnewAsync()
    {
        (await App.Services.GetRequiredService<SmsBridge.Tenants.TenantVerbs>().DeleteAsync(Caller.CommandLine, Tenant.Id, Tenant.Id)).ShouldBeOfType<Outcome.Done>();
        _events = new EventStage(Tenant with { ApiKey = await App.RegisterAsync(Tenant.Id) });
        await BeginAsync();
    }

    private async Task BeginAsync()
    {
        await Tenant.Texts().PutAsync($"/{Due}", new { enabled = true });
        await Tenant.Texts().PutAsync($"/{Overdue}", new { enabled = true });
        (await SetAsync(new ScheduleRequest { DueDays = 3, OverdueDays = 1, TimeZone = "UTC" })).ShouldBeOfType<Outcome.Done>();
    }

    /// <summary>The same tenant after a restart of the bridge.</summary>
    public ScheduleStage On(SmsBridgeApp restarted) => new(Tenant with { App = restarted });

    public Task<Outcome> SetAsync(ScheduleRequest request) => Verbs.SetAsync(Caller.CommandLine, Tenant.Id, request, Cancellation);

    public Task QuietAsync(string hours) => Tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { collection = hours } });

    /// <summary>A loan of the tenant's client, with what is not paid of its instalments.</summary>
    public void Owes(long loan, params (DateOnly Day, decimal Outstanding)[] instalments) => Owes(loan, 300, instalments);

    public void Owes(long loan, int status, params (DateOnly Day, decimal Outstanding)[] instalments) =>
        Tenant.Books.AddLoan(new StandInLoan(loan, TestTenant.Client, 10_000m)
        {
            StatusId = status, Schedule = [.. instalments.Select(one => new StandInInstalment(one.Day, one.Outstanding))],
        });

    public Task EventAsync(string name, DateOnly day, long loan = TestTenant.Loan) => _events.TakeAsync(_events.Message(CoreRecords.OfInstalment(name, loan, day)));

    public Task<List<string>> SentAsync() => _events.SentAsync();

    public Task<List<(long Verdict, string? Reason, string? Detail)>> EventsAsync() => _events.EventsAsync();

    /// <summary>One minute of the timetable.</summary>
    public Task TickAsync() => App.Services.GetRequiredService<ScheduleTimetable>().RunAsync(App.Services.GetRequiredService<ReminderWork>(), Cancellation);

    /// <summary>A minute later, once more.</summary>
    public Task TickAfterAsync(TimeSpan wait)
    {
        App.Clock.Advance(wait);
        return TickAsync();
    }

    public async Task<ScheduleView> ViewAsync() =>
        await App.Services.GetRequiredService<ScheduleViews>().OfAsync(App.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(Tenant.Id)!, Cancellation);

    /// <summary>The newest.</summary>
    public async Task<RunView> RunAsync() => (await ViewAsync()).Runs[0];

    /// <summary>Which loans' schedules the core was asked for since this was asked the last time.</summary>
    public List<long> Asked()
    {
        var asked = App.Core.Requests.Where(request => request.Query.Contains("repaymentSchedule", StringComparison.Ordinal))
            .Select(request => long.Parse(request.Path[(request.Path.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        App.Core.ForgetRequests();
        return asked;
    }
}
