using System.Globalization;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Console.Parts;

/// <summary>What happened in the core, for people.</summary>
internal static class EventWords
{
    /// <param name="name">Entity and action, as in <c>LOAN REPAYMENT</c>.</param>
    public static string Of(string name) => name.Split(' ', 2) is [var entity, var action] ? Of(entity, action) : Of("", "");

    /// <summary>Of any event, also of those no SMS belongs to.</summary>
    public static string Of(string entity, string action) =>
        (entity, action) switch
        {
            ("SMS", "SEND") => "Ready-made text",
            ("SMS", "CAMPAIGN") => "Campaign text",
            ("SMS", "TRIGGER") => "Triggered text",
            ("SMS", "CODE") => "Two-factor code",
            ("", "") => "Not readable",
            _ => (EventCatalogue.Find($"{entity} {action}") ?? EventCatalogue.FindTold(new(entity, action)))?.Title ?? $"{Sentence(entity)} {action.ToLowerInvariant()}",
        };

    /// <summary>"Loan repayment, client 7, loan 31".</summary>
    public static string Named(string entity, string action, long? clientId, long? loanId) =>
        string.Join(", ", new[]
        {
            Of(entity, action),
            clientId is { } client ? string.Create(CultureInfo.InvariantCulture, $"client {client}") : null,
            loanId is { } loan ? string.Create(CultureInfo.InvariantCulture, $"loan {loan}") : null,
        }.OfType<string>());

    private static string Sentence(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..].ToLowerInvariant();
}
