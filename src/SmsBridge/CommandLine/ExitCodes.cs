namespace SmsBridge.CommandLine;

/// <summary>How a verb ends, for scripts.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Not done; stderr says why in one sentence.</summary>
    public const int Failed = 1;

    /// <summary>Not understood: nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary><c>verify</c>, <c>connect</c>, <c>check</c>: carried out, and something is not as it should be.</summary>
    public const int CheckFailed = 3;

    /// <summary>Not now: the next try may go well (sysexits.h EX_TEMPFAIL), as when the service does not start.</summary>
    public const int TryAgain = 75;

    /// <summary>A setting is wrong or missing (sysexits.h EX_CONFIG), as when the service does not start.</summary>
    public const int Settings = 78;

    /// <summary>Stopped by Ctrl+C, as shells count it.</summary>
    public const int Stopped = 130;
}
