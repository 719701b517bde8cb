using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts;

/// <summary>The catalogue as settings name it: <c>Templates:Texts</c> and the checks of a text go by the event's name.</summary>
internal static class TemplateEvents
{
    public const string ClientCreate = "CLIENT CREATE";
    public const string LoanRepayment = "LOAN REPAYMENT";

    public static IReadOnlyList<string> All { get; } = [.. EventCatalogue.All.Select(kind => kind.Name)];

    /// <summary>What a text for this event type may use; null for an event type that has no text.</summary>
    /// <param name="eventType">Entity and action, any case: <c>LOAN REPAYMENT</c>.</param>
    public static IReadOnlyList<TextVariable>? VariablesOf(string eventType) => EventCatalogue.Find(eventType)?.Variables;
}
