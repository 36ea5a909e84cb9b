using EdgeResNet.Tests.Fakes;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Processes.Nccl;
using EdgeResNet.Trainer.Processes.Sums;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Processes;

/// <summary>NCCL's calls, with a fake library on the host's memory.</summary>
public sealed class NcclSumTest
{
    [Fact]
    public void Without_the_library_there_is_none() => Assert.Null(NcclLibrary.Load("libnccl-missing.so.2"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_library_gets_name_addresses_counts_and_types(bool rounds)
    {
        using TemporaryFolder folder = new();
        NcclLibrary nccl = NcclLibrary.Load(await NativeFake.BuildAsync("fake-nccl.c", folder["libfake-nccl.so"]))!;
        using IDisposable scope = NewDisposeScope();
        Tensor values = tensor([1.00001f, 2, 3, 1.00001f, 5]);
        using (NcclSum sum = new(new OneProcess(), nccl, rounds))
        {
            sum.Sum(values, rounded: 2);
        }

        Assert.Equal([rounds ? 2f : 2.00002f, 4, 6, 2.00002f, 10], values.data<float>().ToArray());
        DeviceException error = Assert.Throws<DeviceException>(() => nccl.Join(2, new byte[NcclLibrary.IdLength], 0));
        Assert.Contains("ncclCommInitRank: invalid usage", error.Message, StringComparison.Ordinal);
    }
}
