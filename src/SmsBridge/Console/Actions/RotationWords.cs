using SmsBridge.Partners;

namespace SmsBridge.Console.Actions;

/// <summary>What became of a rotation, for an operator.</summary>
internal static class RotationWords
{
    public static DeskResult Of(RotationResult result, string gone, Func<NewSecret, string> made) =>
        result switch
        {
            RotationResult.Made done => new DeskResult.Secret(made(done.New), done.New.Shown),
            RotationResult.Asks asks => new DeskResult.Refused($"Nothing was made yet. {asks.Words} Confirm that you know it.", "confirm"),
            RotationResult.Full full => new DeskResult.Refused($"Nothing was made. {full.Words}", "atOnce"),
            _ => new DeskResult.NotFound(gone),
        };
}
