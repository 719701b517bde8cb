using System.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Schedules.Reports;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge schedule report set</c>.</summary>
internal sealed class ReportSetCommand
{
    private readonly Option<string?> _report = new("--report") { HelpName = "REPORT", Description = "Its name in the core." };
    private readonly Option<string[]> _parameters = new("--parameter") { HelpName = "NAME=VALUE", Description = "A parameter of the report; all of them, each with this option. {{today}}, {{today+3}} and {{today-30}} stand for a day." };
    private readonly Option<string?> _begins = new("--begins") { HelpName = "HH:mm", Description = "From when it is run, by the tenant's clock." };
    private readonly Option<string?> _zone = new("--zone") { HelpName = "ZONE", Description = "The tenant's clock, such as Africa/Nairobi." };
    private readonly Option<string?> _days = new("--days") { HelpName = "DAYS", Description = "mon,thu and so on; all: every day, as when never given." };
    private readonly Option<string?> _tells = new("--tells") { HelpName = "WHAT", Description = "LOAN_REPAYMENTDUE or LOAN_REPAYMENTOVERDUE: the tenant's text of it; arrears, service or promotion: --text." };
    private readonly Option<string?> _text = new("--text") { HelpName = "TEXT", Description = "With arrears, service and promotion: the words, with columns as variables: Happy birthday, {{firstname}}!" };
    private readonly Option<string?> _loan = Column("--loan", "names the loan, whose client is written to");
    private readonly Option<string?> _client = Column("--client", "names the client");
    private readonly Option<string?> _day = Column("--day", "has the day the instalment is due");
    private readonly Option<string?> _key = Column("--key", "tells rows of one loan or client apart");
    private readonly Option<bool> _on = new("--on") { Description = "At its times." };
    private readonly Option<bool> _off = new("--off") { Description = "Only when somebody says run." };
    private readonly Option<string> _tenant = TenantCommands.Option();
    private readonly Argument<string> _name = ReportCommands.Name();

    private ReportSetCommand()
    {
    }

    public static Command Create(VerbHost host) => new ReportSetCommand().Define(host);

    private Command Define(VerbHost host)
    {
        var command = new Command("set", "Puts a report on the timetable, or changes it. The core runs it first. What is not given stays as it is.")
        {
            _tenant, _name, _report, _parameters, _begins, _zone, _days, _tells, _text, _loan, _client, _day, _key, _on, _off,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_on) && result.GetValue(_off))
            {
                result.AddError("Give --on or --off, not both.");
            }

            if ((result.GetValue(_parameters) ?? []).Any(pair => !pair.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError("A parameter is written as in --parameter officeId=1.");
            }
        });
        return host.Define(command, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(_tenant);
            return TextChangeCommands.Tell(
                call, identifier, await call.Service<ReportVerbs>().SetAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(_name), RequestOf(call.Parsed), cancellationToken));
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private CoreReportRequest RequestOf(ParseResult parsed) => new()
    {
        Enabled = parsed.GetValue(_on) ? true : parsed.GetValue(_off) ? false : null, Report = parsed.GetValue(_report), Begins = parsed.GetValue(_begins), TimeZone = parsed.GetValue(_zone),
        Parameters = parsed.GetValue(_parameters) is { Length: > 0 } pairs ? Pairs(pairs) : null, Days = parsed.GetValue(_days) is { } days ? days == "all" ? [] : days.Split(',') : null,
        Tells = parsed.GetValue(_tells), Text = parsed.GetValue(_text), LoanColumn = parsed.GetValue(_loan), ClientColumn = parsed.GetValue(_client), DayColumn = parsed.GetValue(_day),
        KeyColumn = parsed.GetValue(_key),
    };

    private static Dictionary<string, string> Pairs(IEnumerable<string> pairs) =>
        pairs.Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Last()[1], StringComparer.Ordinal);

    private static Option<string?> Column(string name, string words) => new(name) { HelpName = "COLUMN", Description = $"The report's column that {words}; a hyphen: none." };
}
