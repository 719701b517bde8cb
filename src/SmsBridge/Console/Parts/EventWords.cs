using SmsBridge.Inbox;

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

    private static string Sentence(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..].ToLowerInvariant();
}
