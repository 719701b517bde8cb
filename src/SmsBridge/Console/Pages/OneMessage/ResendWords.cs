using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>What a resend does anew, for the dialog that asks whether it is meant.</summary>
internal static class ResendWords
{
    public static string Of(EventType type, Dialect dialect) =>
        EventType.OwnTexts.Contains(type) ? "Number and text stay as they came."
        : dialect == Dialect.Report && EventCatalogue.FindTold(type) is { LookUp: LookUp.Row } ? "The number is looked up in the core anew; its words stay as the report gave them."
        : dialect == Dialect.Copy ? "The officer's number is looked up in the core anew; its words stay as they were."
        : "Everything is done anew: number and facts are looked up in the core, the text is written again.";
}
