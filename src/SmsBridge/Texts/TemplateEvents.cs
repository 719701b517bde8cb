namespace SmsBridge.Texts;

/// <summary>The event types that have a text, and the variables each can fill. The one place to add either.</summary>
internal static class TemplateEvents
{
    public const string ClientCreate = "CLIENT CREATE";
    public const string LoanRepayment = "LOAN REPAYMENT";

    /// <summary>What the client still owes: the one thing a text tells that the event itself changes.</summary>
    public const string Balance = "outstanding";

    private static readonly Variable[] ClientVariables =
    [
        new("name", model => model.Name),
        new("firstname", model => model.Firstname),
        new("lastname", model => model.Lastname),
        new("client", model => model.Client),
        new("office", model => model.Office),
    ];

    private static readonly Variable[] RepaymentVariables =
    [
        .. ClientVariables,
        new("amount", model => model.Amount),
        new("currency", model => model.Currency),
        new("date", model => model.Date),
        new("account", model => model.Account),
        new("product", model => model.Product),
        new(Balance, model => model.Outstanding),
        new("receipt", model => model.Receipt),
    ];

    private static readonly Dictionary<string, Variable[]> Table = new(StringComparer.OrdinalIgnoreCase)
    {
        [ClientCreate] = ClientVariables,
        [LoanRepayment] = RepaymentVariables,
    };

    public static IReadOnlyCollection<string> All => Table.Keys;

    /// <summary>What a text for this event type may use; null for an event type that has no text.</summary>
    /// <param name="eventType">Entity and action, any case: <c>LOAN REPAYMENT</c>.</param>
    public static IReadOnlyList<Variable>? VariablesOf(string eventType) => Table.GetValueOrDefault(eventType);

    /// <param name="Name">As written in a template, case-sensitive.</param>
    internal sealed record Variable(string Name, Func<TemplateModel, string?> Value);
}
