using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>One event's body in every form a core may send it in.</summary>
internal static class HookForms
{
    /// <summary>The fields of the form variant: numbers are doubles, nested objects a Java map's text (fineract-hooks.md 3).</summary>
    public static string FormOf(JavaMap body) =>
        string.Join('&', body.ThroughUntypedMap().Select(field => $"{field.Key}={Uri.EscapeDataString(JavaText.Print(field.Value))}"));
}
