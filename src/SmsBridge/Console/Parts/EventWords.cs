using System.Globalization;
using SmsBridge.Ledger;

namespace SmsBridge.Console.Parts;

/// <summary>What happened in the core, for people.</summary>
internal static class EventWords
{
    public static string Of(long typeId) =>
        typeId switch
        {
            EventTypeCodes.ClientCreateCode => "Client created",
            EventTypeCodes.LoanRepaymentCode => "Loan repayment",
            EventTypeCodes.SmsSendCode => "Text from the core",
            _ => "Other event",
        };

    /// <summary>Of any event, also of those no SMS belongs to.</summary>
    public static string Of(string entity, string action) =>
        (entity, action) switch
        {
            ("CLIENT", "CREATE") => Of(EventTypeCodes.ClientCreateCode),
            ("LOAN", "REPAYMENT") => Of(EventTypeCodes.LoanRepaymentCode),
            ("SMS", "SEND") => Of(EventTypeCodes.SmsSendCode),
            ("", "") => "Not readable",
            _ => $"{Sentence(entity)} {action.ToLowerInvariant()}",
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
