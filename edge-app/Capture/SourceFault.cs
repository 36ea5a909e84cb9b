using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>An exception of a source that nothing foresaw: an odd answer of a server, or a fault in this program. To the run it is a loss like any other.</summary>
/// <param name="source">The source's name.</param>
/// <param name="cause">The exception.</param>
internal sealed class SourceFault(string source, Exception cause)
    : DeviceException($"{source}: unexpected {cause.GetType().Name}: {AddressMask.Of(cause.Message.ReplaceLineEndings(" "))}", cause);
