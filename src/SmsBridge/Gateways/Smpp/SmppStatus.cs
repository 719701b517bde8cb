using System.Collections.Frozen;
using System.Globalization;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Values of command_status (smpp.md 3), with the names of the standard.</summary>
internal static class SmppStatus
{
    public const uint Ok = 0x00;
    public const uint InvalidMessageLength = 0x01;
    public const uint InvalidCommandLength = 0x02;
    public const uint InvalidCommandId = 0x03;
    public const uint WrongBindState = 0x04;
    public const uint AlreadyBound = 0x05;
    public const uint SystemError = 0x08;
    public const uint InvalidSource = 0x0A;
    public const uint InvalidDestination = 0x0B;
    public const uint BindFailed = 0x0D;
    public const uint InvalidPassword = 0x0E;
    public const uint InvalidSystemId = 0x0F;
    public const uint QueueFull = 0x14;
    public const uint SubmitFailed = 0x45;
    public const uint Throttled = 0x58;
    public const uint TemporaryApplicationError = 0x64;
    public const uint UnknownError = 0xFF;

    private static readonly FrozenDictionary<uint, string> Names = new Dictionary<uint, string>
    {
        [Ok] = "ESME_ROK", [InvalidMessageLength] = "ESME_RINVMSGLEN", [InvalidCommandLength] = "ESME_RINVCMDLEN", [InvalidCommandId] = "ESME_RINVCMDID",
        [WrongBindState] = "ESME_RINVBNDSTS", [AlreadyBound] = "ESME_RALYBND", [0x06] = "ESME_RINVPRTFLG", [0x07] = "ESME_RINVREGDLVFLG", [SystemError] = "ESME_RSYSERR",
        [InvalidSource] = "ESME_RINVSRCADR", [InvalidDestination] = "ESME_RINVDSTADR", [0x0C] = "ESME_RINVMSGID", [BindFailed] = "ESME_RBINDFAIL",
        [InvalidPassword] = "ESME_RINVPASWD", [InvalidSystemId] = "ESME_RINVSYSID", [QueueFull] = "ESME_RMSGQFUL", [0x15] = "ESME_RINVSERTYP",
        [0x43] = "ESME_RINVESMCLASS", [SubmitFailed] = "ESME_RSUBMITFAIL", [0x48] = "ESME_RINVSRCTON", [0x49] = "ESME_RINVSRCNPI", [0x50] = "ESME_RINVDSTTON",
        [0x51] = "ESME_RINVDSTNPI", [0x53] = "ESME_RINVSYSTYP", [Throttled] = "ESME_RTHROTTLED", [0x61] = "ESME_RINVSCHED", [0x62] = "ESME_RINVEXPIRY",
        [TemporaryApplicationError] = "ESME_RX_T_APPN", [0x65] = "ESME_RX_P_APPN", [0x66] = "ESME_RX_R_APPN", [0xC0] = "ESME_RINVOPTPARSTREAM",
        [0xC1] = "ESME_ROPTPARNOTALLWD", [0xC2] = "ESME_RINVPARLEN", [0xC3] = "ESME_RMISSINGOPTPARAM", [0xC4] = "ESME_RINVOPTPARAMVAL",
        [0xFE] = "ESME_RDELIVERYFAILURE", [UnknownError] = "ESME_RUNKNOWNERR",
    }.ToFrozenDictionary();

    /// <summary>As it is stored and written in settings: <c>0x58</c>.</summary>
    public static string Code(uint status) => string.Create(CultureInfo.InvariantCulture, $"0x{status:X2}");

    /// <summary>For people: <c>ESME_RTHROTTLED (0x58)</c>.</summary>
    public static string Describe(uint status) =>
        Names.TryGetValue(status, out var name) ? $"{name} ({Code(status)})" : $"command_status {Code(status)}, which is none of SMPP 3.4";

    /// <summary><c>0x410</c> or <c>1040</c>.</summary>
    public static bool TryParse(string text, out uint status) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out status)
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status);
}
