using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

public class PicturePoolTest
{
    [Fact]
    public void A_picture_is_given_out_again_when_everybody_has_let_it_go()
    {
        using PicturePool pool = new(1);
        SharedPicture picture = Assert.IsType<SharedPicture>(pool.Take());
        picture.Hold();
        picture.Release();
        Assert.Null(pool.Take());
        picture.Release();
        Assert.Same(picture, pool.Take());
    }

    [Fact]
    public void Disposed_it_frees_what_nobody_holds_and_the_last_holder_frees_the_rest()
    {
        PicturePool pool = new(2);
        SharedPicture held = Assert.IsType<SharedPicture>(pool.Take());
        SharedPicture free = Assert.IsType<SharedPicture>(pool.Take());
        held.Hold();
        free.Release();
        pool.Dispose();
        pool.Dispose();
        Assert.Equal((false, true), (held.Mat.IsDisposed, free.Mat.IsDisposed));
        held.Release();
        Assert.False(held.Mat.IsDisposed);
        held.Release();
        Assert.True(held.Mat.IsDisposed);
        Assert.Throws<ObjectDisposedException>(pool.Take);
    }

    [Fact]
    public void The_newest_picture_is_taken_once_and_the_one_that_it_replaced_is_let_go()
    {
        SharedPicture first = new();
        SharedPicture second = new();
        NewestPicture newest = new();
        newest.Offer(first);
        Assert.False(first.TryTake());
        newest.Offer(second);
        Assert.True(first.TryTake());
        Assert.Same(second, newest.Take());
        Assert.Null(newest.Take());
        Assert.False(second.TryTake());
        second.Release();
        Assert.True(second.TryTake());
    }

    [Fact]
    public async Task Two_readers_of_different_speed_see_no_picture_change_and_there_is_always_one_to_draw_on()
    {
        const int pictures = 3000;
        using PicturePool pool = new(1 + (2 * NewestPicture.MostHeld));
        NewestPicture[] newest = [new(), new()];
        using CancellationTokenSource drawn = new();
        Task<int>[] readers = [Task.Run(() => Read(newest[0], 0, drawn.Token)), Task.Run(() => Read(newest[1], 2, drawn.Token))];
        for (int i = 0; i < pictures; i++)
        {
            SharedPicture picture = Assert.IsType<SharedPicture>(pool.Take());
            picture.Mat.Create(64, 64, MatType.CV_8UC4);
            picture.Mat.SetTo(Scalar.All(i % 256));
            newest[0].Offer(picture);
            newest[1].Offer(picture);
            picture.Release();
            Thread.SpinWait(200);
        }

        await drawn.CancelAsync();
        Assert.All(await Task.WhenAll(readers), read => Assert.InRange(read, 1, pictures));
        Assert.All(newest, slot => Assert.Null(slot.Take()));
        Assert.All(Enumerable.Range(0, 1 + (2 * NewestPicture.MostHeld)), _ => Assert.NotNull(pool.Take()));
    }

    [Fact]
    public void Taking_handing_on_and_letting_go_allocate_nothing()
    {
        using PicturePool pool = new(3);
        NewestPicture newest = new();
        Assert.Equal(0, Allocation.OfThousandCalls(i =>
        {
            SharedPicture picture = pool.Take()!; // there are three
            newest.Offer(picture);
            picture.Release();
            if (i % 2 == 0)
            {
                newest.Take()!.Release(); // offered just now
            }
        }));
    }

    // Reads each picture twice, with a pause between.
    private static int Read(NewestPicture newest, int pause, CancellationToken drawn)
    {
        int read = 0;
        for (bool last = false; !last;)
        {
            last = drawn.IsCancellationRequested;
            if (newest.Take() is SharedPicture picture)
            {
                byte value = picture.Mat.At<byte>(0, 0);
                RealTime.Pass(pause);
                using Mat single = picture.Mat.Reshape(1);
                Cv2.MinMaxLoc(single, out double least, out double most);
                Assert.Equal((value, value), (least, most));
                picture.Release();
                read++;
            }
        }

        return read;
    }
}
