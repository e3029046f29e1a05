export { bookingId } from '../schema/booking.js';
export { appointmentOf, type ScheduledEvent } from './appointment.js';
export { type Booking, onBooking } from './widget.js';
