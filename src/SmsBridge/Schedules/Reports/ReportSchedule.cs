using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmsBridge.Core.Reports;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules.Reports;

/// <summary>A report of a tenant's core at set times, and what is told of each row. Columns stand by their plain names.</summary>
internal sealed record ReportSchedule : TimedSchedule
{
    private const string Prefix = "report ";

    public required string Name { get; init; }

    /// <summary>mon,thu; empty: every day.</summary>
    public required string Days { get; init; }

    public required string Report { get; init; }

    /// <summary>JSON, by name.</summary>
    public required string Parameters { get; init; }

    /// <summary>The event that a row becomes.</summary>
    public required string Tells { get; init; }

    /// <summary>Null: the tenant's text of <see cref="Tells"/> is told.</summary>
    public string? Text { get; init; }

    public string? LoanColumn { get; init; }

    public string? ClientColumn { get; init; }

    public string? DayColumn { get; init; }

    public string? KeyColumn { get; init; }

    public override string RunName => RunNameOf(Name);

    public EventKind Kind => ReportKinds.Find(Tells) ?? throw new InvalidOperationException($"Nothing is told as {Tells}."); // checked when it was set

    /// <summary>Columns that it can not do without.</summary>
    public IReadOnlyList<string> Needed =>
        [.. new[] { LoanColumn, ClientColumn, DayColumn, KeyColumn }.OfType<string>().Concat(Text is { } text ? ReportText.ColumnsOf(text) : []).Distinct(StringComparer.Ordinal)];

    /// <summary>By what its rows are told apart, as a number: by another, what was told today would not be known (<see cref="ReportRows"/>).</summary>
    public long RowKey =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Kind.Key}\n{LoanColumn}\n{ClientColumn}\n{DayColumn}\n{KeyColumn}"))) & long.MaxValue;

    public static string RunNameOf(string name) => Prefix + name;

    /// <summary>Null: the run is of something else.</summary>
    public static string? NameOf(string run) => run.StartsWith(Prefix, StringComparison.Ordinal) ? run[Prefix.Length..] : null;

    /// <summary>mon, tue and so on.</summary>
    public static string ShortOf(DayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    public IReadOnlyDictionary<string, string> ParametersOf() => JsonSerializer.Deserialize(Parameters, SchedulesJson.Default.DictionaryStringString) ?? [];

    protected override bool IsOn(DateOnly day) => Days.Length == 0 || Days.Split(',').Contains(ShortOf(day.DayOfWeek), StringComparer.Ordinal);

    /// <summary>Why it can not be told of what the core answers now; null: it can.</summary>
    public string? WhyNot(CoreReport report)
    {
        var gone = Needed.Where(column => report.PlaceOf(column) < 0).ToList();
        return gone.Count == 0 ? null
            : $"The report has no column {string.Join(", ", gone)}, or more than one of that name. It has: {string.Join(", ", report.Columns.Select(CoreReport.PlainOf))}.";
    }
}

/// <summary>What a row can be told as.</summary>
internal static class ReportKinds
{
    /// <summary>By the text that the tenant has for an instalment, or by one of the report's own.</summary>
    public static IReadOnlyList<EventKind> All { get; } = [.. EventCatalogue.All.Where(kind => kind.Key == EventKey.Instalment), .. EventCatalogue.Rows];

    /// <summary>For people.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(NameOf));

    /// <summary>As the API has it: <c>LOAN_REPAYMENTDUE</c>, <c>arrears</c>.</summary>
    public static string NameOf(EventKind kind) => kind.LookUp == LookUp.Row ? kind.Type.Action.ToLowerInvariant() : kind.Code;

    /// <param name="name">As the API has it, or as it is stored.</param>
    public static EventKind? Find(string? name) =>
        All.FirstOrDefault(kind => NameOf(kind).Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase) || kind.Name.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase));
}
