using Microsoft.AspNetCore.Components;
using SmsBridge.Messages;

namespace SmsBridge.Console.Parts;

/// <summary>
/// A text that others wrote (a core, a peer, a partner, a colleague) on a page: set apart from what stands around it, so that one in another
/// direction moves nothing, and without the signs that would turn its own amounts around.
/// </summary>
internal static class Bdi
{
    /// <summary>Nothing for no text.</summary>
    public static RenderFragment? Of(string? text) =>
        string.IsNullOrEmpty(text) ? null : builder =>
        {
            builder.OpenElement(0, "bdi");
            builder.AddContent(1, BidiText.Without(text));
            builder.CloseElement();
        };
}
